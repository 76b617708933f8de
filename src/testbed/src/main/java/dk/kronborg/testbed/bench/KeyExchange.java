package dk.kronborg.testbed.bench;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Two SAEs that get keys: the master fresh ones, the slave the same by their IDs. */
final class KeyExchange {

    private static final String KEY_ID = "\"key_ID\":\"";
    private static final int ID_LENGTH = 36;

    private final Connections master;
    private final Connections slave;
    private final String encrypt;
    private final String decrypt;

    /** Keys of 256 bits between the two, each at its home. */
    KeyExchange(Connections master, String masterId, Connections slave, String slaveId) {
        this.master = master;
        this.slave = slave;
        this.encrypt = "/api/v1/keys/" + slaveId + "/enc_keys";
        this.decrypt = "/api/v1/keys/" + masterId + "/dec_keys";
    }

    /** So many keys at the master and then at the slave; fails unless both have the same, in the same order. */
    Future<Integer> exchange(int number) {
        return exchanged(number).map(number);
    }

    /** The same: the text of the answer to the master. */
    Future<String> exchanged(int number) {
        return fresh(number)
                .compose(keys -> fetch(ids(keys)).map(fetched -> {
                    // Both answers begin with the array of keys; only the master's goes on after it.
                    int array = fetched.lastIndexOf(']') + 1;
                    if (array == 0 || !keys.regionMatches(0, fetched, 0, array)) {
                        throw new IllegalStateException("master and slave were given different keys");
                    }
                    return keys;
                }));
    }

    /** Fresh keys for the master: the answer's text, with that many keys in it. */
    Future<String> fresh(int number) {
        return master.post(encrypt, "{\"number\":" + number + ",\"size\":256}").map(answer -> {
            String keys = answer.good();
            if (ids(keys).size() != number) {
                throw new IllegalStateException(
                        "asked for " + number + " keys, got " + ids(keys).size());
            }
            return keys;
        });
    }

    /** The keys of those IDs for the slave: the answer's text. */
    Future<String> fetch(List<String> ids) {
        StringBuilder request = new StringBuilder("{\"key_IDs\":[");
        for (String id : ids) {
            request.append(request.charAt(request.length() - 1) == '[' ? "" : ",")
                    .append("{\"key_ID\":\"")
                    .append(id)
                    .append("\"}");
        }
        return slave.post(decrypt, request.append("]}").toString()).map(Connections.Answer::good);
    }

    /** The key IDs in an answer, in order. */
    static List<String> ids(String container) {
        List<String> ids = new ArrayList<>();
        int at = container.indexOf(KEY_ID);
        while (at >= 0) {
            int id = at + KEY_ID.length();
            ids.add(container.substring(id, id + ID_LENGTH));
            at = container.indexOf(KEY_ID, id + ID_LENGTH);
        }
        return ids;
    }
}
