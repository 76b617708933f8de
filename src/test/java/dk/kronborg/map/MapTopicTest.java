package dk.kronborg.map;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.OfficerId;
import dk.kronborg.topology.map.Authorities;
import dk.kronborg.topology.map.Division;
import dk.kronborg.topology.map.MapHistory;
import dk.kronborg.topology.map.Officer;
import dk.kronborg.topology.map.SigningKey;
import dk.kronborg.topology.map.json.MapJson;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What of a history fits in a record of the broker. */
class MapTopicTest {

    static final KmeId KME = new KmeId("KME-MFA");
    private static final Instant AT = Instant.parse("2026-11-22T12:00:00Z");
    static final SigningKey CENTRE = key();
    private static final Authorities AUTHORITIES = new Authorities(
            List.of(CENTRE.pin()),
            List.of(new Officer(new OfficerId("anna"), key().pin()), new Officer(new OfficerId("bent"), key().pin())),
            List.of());

    private static SigningKey key() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("ML-DSA-87").generateKeyPair();
            return new SigningKey(pair.getPrivate(), pair.getPublic(), new SecureRandom());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Division division(int size, int version, KmeId kme) {
        return new Division(
                new DomainId("test"),
                "{\"common\":\"" + "x".repeat(size) + "\"}",
                "{\"plant\":" + version + "}",
                Map.of(kme, "{\"book\":1}"));
    }

    static MapHistory history(int size, int versions) {
        MapHistory history = MapHistory.begun(AT, division(size, 1, KME), AUTHORITIES, List.of(), CENTRE);
        for (int version = 2; version <= versions; version++) {
            history = history.with(AT, division(size, version, KME), AUTHORITIES, List.of(), CENTRE);
        }
        return history;
    }

    private static int written(MapHistory history, int steps) {
        long from = history.newest().version() - steps + 1;
        return MapJson.write(history.forKme(KME, Optional.of(from))).length();
    }

    private static int steps(byte[] record) {
        return new String(record, StandardCharsets.UTF_8).split("\\{\"approvals\":", -1).length - 1;
    }

    @Test
    void holdsTheLast32Versions() throws Exception {
        assertThat(steps(MapTopic.slice(history(10, 1), KME).orElseThrow())).isEqualTo(1);
        assertThat(steps(MapTopic.slice(history(10, 31), KME).orElseThrow())).isEqualTo(31);
        MapHistory history = history(10, 33);

        byte[] record = MapTopic.slice(history, KME).orElseThrow();

        assertThat(steps(record)).isEqualTo(32);
        assertThat(MapJson.readMap(record).version()).isEqualTo(history.newest());
    }

    @Test
    void holdsFewerOfALargeNetwork() {
        int besides = written(history(0, 32), 8);
        int room = MapTopic.MOST_BYTES - besides;

        assertThat(MapTopic.slice(history(room, 32), KME))
                .hasValueSatisfying(record -> assertThat(record).hasSize(MapTopic.MOST_BYTES));
        assertThat(steps(MapTopic.slice(history(room, 32), KME).orElseThrow())).isEqualTo(8);
        assertThat(steps(MapTopic.slice(history(room + 1, 32), KME).orElseThrow()))
                .isEqualTo(4);
    }

    @Test
    void holdsNothingOfATooLargeOne() {
        int room = MapTopic.MOST_BYTES - written(history(0, 2), 1);

        assertThat(MapTopic.slice(history(room, 2), KME)).isPresent();
        assertThat(MapTopic.slice(history(room + 1, 2), KME)).isEmpty();
    }

    @Test
    void aKmeWhoseNameIsTheHeadsGetsNothing() {
        KmeId kme = new KmeId(MapTopic.HEAD);
        MapHistory history = MapHistory.begun(AT, division(10, 1, kme), AUTHORITIES, List.of(), CENTRE);

        assertThat(history.kmes()).containsExactly(kme);
        assertThat(MapTopic.slice(history, kme)).isEmpty();
    }
}
