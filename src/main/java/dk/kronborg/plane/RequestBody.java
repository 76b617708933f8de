package dk.kronborg.plane;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/** Gathers a request's body, which may hold key bytes: what it copies from, it overwrites. */
final class RequestBody {

    private final int most;
    private byte[] gathered = new byte[0];

    RequestBody(int most) {
        this.most = most;
    }

    /** Adds a part, unless the whole would become too large. */
    boolean add(Buffer part) {
        if (part.length() > most - gathered.length) {
            Arrays.fill(gathered, (byte) 0);
            return false;
        }
        byte[] longer = Arrays.copyOf(gathered, gathered.length + part.length());
        part.getBytes(longer, gathered.length);
        Arrays.fill(gathered, (byte) 0);
        gathered = longer;
        return true;
    }

    byte[] bytes() {
        return gathered;
    }
}
