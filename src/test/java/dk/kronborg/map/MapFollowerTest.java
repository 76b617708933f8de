package dk.kronborg.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.kms.alarm.Alarms;
import dk.kronborg.kms.file.MapFolder;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.OfficerId;
import dk.kronborg.topology.map.Authorities;
import dk.kronborg.topology.map.Division;
import dk.kronborg.topology.map.KeySignature;
import dk.kronborg.topology.map.MapHistory;
import dk.kronborg.topology.map.MapPins;
import dk.kronborg.topology.map.Officer;
import dk.kronborg.topology.map.SecurityPart;
import dk.kronborg.topology.map.SigningKey;
import dk.kronborg.topology.map.json.JsonNetworkForm;
import dk.kronborg.topology.map.json.MapJson;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.yaml.NetworkYaml;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A KME that follows the map of a centre which is also an attacker's. */
class MapFollowerTest {

    private static final KmeId MFA = new KmeId("KME-MFA");
    private static final JsonNetworkForm FORM = new JsonNetworkForm();
    private static final SigningKey CENTRE = key();
    private static final SigningKey ANNA = key();
    private static final SigningKey BENT = key();
    private static final SigningKey STRANGER = key();
    private static final Authorities AUTHORITIES = new Authorities(
            List.of(CENTRE.pin()),
            List.of(new Officer(new OfficerId("anna"), ANNA.pin()), new Officer(new OfficerId("bent"), BENT.pin())),
            List.of());

    @TempDir
    private Path state = Path.of("");

    private final List<Alarms.Kind> raised = new ArrayList<>();
    private final List<Alarms.Kind> cleared = new ArrayList<>();
    private final Alarms alarms = new Alarms() {
        @Override
        public void raise(Kind kind, String subject, String detail) {
            raised.add(kind);
        }

        @Override
        public void clear(Kind kind, String subject) {
            cleared.add(kind);
        }
    };

    private Instant now = Instant.parse("2026-11-22T12:00:00Z");
    private MapHistory published = first();
    private UnaryOperator<byte[]> wire = bytes -> bytes;
    private boolean reachable = true;

    /** What the follower asks: the history as it is, as it comes over the wire. */
    private final MapSource source = new MapSource() {
        @Override
        public byte[] head() throws IOException {
            return answer(MapJson.write(published.head(now).signedBy(CENTRE)));
        }

        @Override
        public byte[] map(Optional<Long> from) throws IOException {
            return wire.apply(answer(MapJson.write(published.forKme(MFA, from))));
        }

        private byte[] answer(String text) throws IOException {
            if (!reachable) {
                throw new IOException("nobody answers");
            }
            return text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public void close() {}
    };

    /** Another way on which the same centre is heard, or an attacker. */
    private final class SecondSource implements MapSource {

        private MapHistory said = published;
        private Optional<Instant> at = Optional.empty();
        private Runnable meanwhile = () -> {};
        private UnaryOperator<byte[]> changed = bytes -> bytes;

        @Override
        public byte[] head() {
            return MapJson.write(said.head(at.orElse(now)).signedBy(CENTRE)).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] map(Optional<Long> from) {
            byte[] map = MapTopic.slice(said, MFA).orElseThrow();
            meanwhile.run();
            return changed.apply(map);
        }

        @Override
        public void close() {}

        @Override
        public String toString() {
            return "another";
        }
    }

    private MapFollower follower;

    @BeforeEach
    void start() {
        follower = started();
    }

    private MapFollower started() {
        MapPins pins = new MapPins(
                network(yaml -> yaml).domain(),
                MFA,
                Set.of(CENTRE.pin()),
                AUTHORITIES.officerKeys(),
                Optional.empty(),
                0);
        return new MapFollower(pins, new MapFolder(state), alarms, () -> now);
    }

    private static SigningKey key() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("ML-DSA-87").generateKeyPair();
            return new SigningKey(pair.getPrivate(), pair.getPublic(), new SecureRandom());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Network network(UnaryOperator<String> change) {
        try (InputStream in =
                Objects.requireNonNull(Network.class.getResourceAsStream("/networks/quick.yaml"), "quick.yaml")) {
            return NetworkYaml.parse(change.apply(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Division renamed(String name) {
        return FORM.divide(network(yaml -> yaml.replace("Ministry of Defence", name)));
    }

    private static Division laxer() {
        return FORM.divide(network(yaml ->
                yaml.replace("second: SAE-MOD-2, policy: PREFER_QKD", "second: SAE-MOD-2, policy: PQC_ALLOWED")));
    }

    private static List<KeySignature> approvals(SecurityPart security, SigningKey... officers) {
        return Arrays.stream(officers)
                .map(officer -> officer.sign(security.approval().bytes()))
                .toList();
    }

    private MapHistory first() {
        Division network = FORM.divide(network(yaml -> yaml));
        return MapHistory.begun(
                now, network, AUTHORITIES, approvals(SecurityPart.first(AUTHORITIES, network), ANNA, BENT), CENTRE);
    }

    private MapHistory next(MapHistory before, Division network, SigningKey... officers) {
        SecurityPart security = before.newest().security().next(AUTHORITIES, network);
        return before.with(now, network, AUTHORITIES, approvals(security, officers), CENTRE);
    }

    private long runs() {
        return follower.running().map(map -> map.version().version()).orElse(0L);
    }

    private void round() throws Exception {
        round(source);
    }

    private void round(MapSource asked) throws Exception {
        follower.round(asked);
        now = now.plusSeconds(1);
    }

    @Test
    void whatRunsOutlivesARestart() throws Exception {
        assertThat(runs()).isZero();
        round();
        assertThat(runs()).isEqualTo(1);
        published = next(published, renamed("MoD"));
        round();
        published = next(published, laxer(), ANNA, BENT);
        round();
        assertThat(runs()).isEqualTo(3);
        reachable = false;

        follower = started();

        assertThat(runs()).isEqualTo(3);
        assertThat(follower.running().orElseThrow().version()).isEqualTo(published.newest());
        assertThatThrownBy(this::round).isInstanceOf(IOException.class);
        assertThat(raised).isEmpty();
    }

    @Test
    void whoWasAwayGetsTheVersionsBetween() throws Exception {
        round();
        for (int i = 0; i < 5; i++) {
            published = next(published, renamed("Ministry " + i));
        }
        published = next(published, laxer(), BENT, ANNA);

        round();

        assertThat(runs()).isEqualTo(7);
        assertThat(raised).isEmpty();
    }

    @Test
    void aChangeThatFewerThanTwoApprovedIsRefused() throws Exception {
        round();
        MapHistory good = published;
        for (SigningKey[] officers : new SigningKey[][] {{}, {ANNA}, {ANNA, STRANGER}}) {
            raised.clear();
            follower = started();
            published = next(good, laxer(), officers);

            round();

            assertThat(runs()).isEqualTo(1);
            assertThat(raised).containsExactly(Alarms.Kind.MAP_REFUSED);
        }
    }

    @Test
    void whatIsCutOffOrChangedOnTheWayIsRefused() throws Exception {
        round();
        published = next(published, renamed("MoD"));
        List<UnaryOperator<byte[]>> attacks = List.of(
                bytes -> Arrays.copyOf(bytes, bytes.length - 1),
                bytes -> new byte[0],
                bytes -> new String(bytes, StandardCharsets.UTF_8)
                        .replace("\"MoD\"", "\"ToD\"")
                        .getBytes(StandardCharsets.UTF_8),
                bytes -> new String(bytes, StandardCharsets.UTF_8)
                        .replace("KME-MFA", "KME-MOD")
                        .getBytes(StandardCharsets.UTF_8));
        for (UnaryOperator<byte[]> attack : attacks) {
            raised.clear();
            now = now.plusSeconds(100);
            wire = attack;

            round();

            assertThat(runs()).isEqualTo(1);
            assertThat(raised).containsExactly(Alarms.Kind.MAP_REFUSED);
        }
        wire = bytes -> bytes;
        round();
        assertThat(runs()).isEqualTo(2);
    }

    @Test
    void anOlderMapIsRefused() throws Exception {
        MapHistory old = published;
        published = next(published, renamed("MoD"));
        round();
        published = old;

        round();

        assertThat(runs()).isEqualTo(2);
        assertThat(raised).containsExactly(Alarms.Kind.MAP_REFUSED);
    }

    @Test
    void twoHistoriesAreAnAlarmOfTheirOwn() throws Exception {
        MapHistory common = published;
        published = next(common, renamed("MoD"));
        round();
        published = next(common, renamed("ToD"));

        round();

        assertThat(runs()).isEqualTo(2);
        assertThat(raised).containsExactly(Alarms.Kind.MAP_FORKED);
        now = now.plusSeconds(100);
        published = next(next(common, renamed("ToD")), renamed("UoD"));
        round();
        assertThat(raised).containsExactly(Alarms.Kind.MAP_FORKED, Alarms.Kind.MAP_FORKED);
        assertThat(runs()).isEqualTo(2);
    }

    @Test
    void whatGoesOnIsSaidOnceAMinute() throws Exception {
        round();
        published = next(published, laxer());
        for (int second = 0; second < 150; second++) {
            round();
        }

        assertThat(raised).containsExactly(Alarms.Kind.MAP_REFUSED, Alarms.Kind.MAP_REFUSED, Alarms.Kind.MAP_REFUSED);
    }

    @Test
    void aKeptMapThatIsDamagedIsNotUsedAndNothingOlderIsTaken() throws Exception {
        MapHistory old = published;
        round();
        published = next(published, renamed("MoD"));
        round();
        Path kept = state.resolve("map").resolve("2.json");
        Files.write(kept, Files.readString(kept).replace("MoD", "ToD").getBytes(StandardCharsets.UTF_8));

        follower = started();

        assertThat(runs()).isZero();
        assertThat(raised).containsExactly(Alarms.Kind.MAP_REFUSED);
        MapHistory newest = published;
        published = old;
        now = now.plusSeconds(100);
        round();
        assertThat(runs()).isZero();
        assertThat(raised).hasSize(2);
        published = newest;
        round();
        assertThat(runs()).isEqualTo(2);
    }

    @Test
    void onlyTheMapThatRunsIsKept() throws Exception {
        round();
        published = next(published, renamed("MoD"));
        round();

        try (var files = Files.list(state.resolve("map"))) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("fence", "2.json");
        }
    }

    @Test
    void anotherSourceSufficesWhileTheFirstIsAway() throws Exception {
        round();
        SecondSource second = new SecondSource();
        reachable = false;
        for (int i = 0; i < 40; i++) {
            published = next(published, renamed("Ministry " + i));
            second.said = published;
            now = now.plusSeconds(30);
            assertThatThrownBy(this::round).isInstanceOf(IOException.class);
            round(second);
            assertThat(runs()).isEqualTo(published.newest().version());
        }
        assertThat(raised).isEmpty();
    }

    @Test
    void aSourceThatIsBehindIsNoOffence() throws Exception {
        SecondSource second = new SecondSource();
        second.at = Optional.of(now);
        round();
        now = now.plusSeconds(10);
        published = next(published, renamed("MoD"));
        round();
        follower = started();

        round(second);
        round();
        round(second);

        assertThat(runs()).isEqualTo(2);
        assertThat(raised).isEmpty();
    }

    @Test
    void whatABadSourceSaysIsAlarmedAndTheOtherGoesOn() throws Exception {
        round();
        SecondSource bad = new SecondSource();
        bad.said = next(published, laxer(), ANNA, STRANGER);
        round(bad);
        assertThat(raised).containsExactly(Alarms.Kind.MAP_REFUSED);
        follower = started();
        bad.said = next(published, renamed("MoD"));
        bad.changed = bytes -> Arrays.copyOf(bytes, bytes.length - 1);
        round(bad);
        bad.at = Optional.of(now.plus(Duration.ofDays(1)));
        round(bad);
        assertThat(raised).hasSize(3).containsOnly(Alarms.Kind.MAP_REFUSED);
        assertThat(runs()).isEqualTo(1);
        follower = started();
        published = next(published, laxer(), ANNA, BENT);

        round();

        assertThat(runs()).isEqualTo(2);
        assertThat(raised).hasSize(3);
    }

    @Test
    void twoSourcesThatGoOnWithTheirFaultsAreEachSaidOnceAMinute() throws Exception {
        round();
        published = next(published, laxer());
        SecondSource second = new SecondSource();
        second.changed = bytes -> new byte[0];
        for (int turn = 0; turn < 20; turn++) {
            round();
            round(second);
        }

        assertThat(raised).containsExactly(Alarms.Kind.MAP_REFUSED, Alarms.Kind.MAP_REFUSED);
    }

    /** The second is asked for its map, and before that is there the first has brought a newer one, and waited for nobody. */
    @Test
    void noSourceWaitsForAnotherAndWhatComesLateIsDropped() throws Exception {
        round();
        published = next(published, renamed("MoD"));
        SecondSource slow = new SecondSource();
        MapHistory newer = next(published, renamed("ToD"));
        slow.meanwhile = () -> {
            published = newer;
            now = now.plusSeconds(1);
            Thread other = Thread.ofPlatform().start(() -> {
                try {
                    follower.round(source);
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            try {
                assertThat(other.join(Duration.ofSeconds(20))).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };

        round(slow);

        assertThat(runs()).isEqualTo(3);
        assertThat(raised).isEmpty();
    }

    @Test
    void noNewsForFiveMinutesIsAnAlarm() throws Exception {
        round();
        round();
        reachable = false;
        now = now.plus(Duration.ofMinutes(5)).plusSeconds(5);
        assertThatThrownBy(this::round).isInstanceOf(IOException.class);
        assertThat(raised).containsExactly(Alarms.Kind.MAP_STALE);
        assertThat(runs()).isEqualTo(1);
        reachable = true;

        round();

        assertThat(cleared).containsExactly(Alarms.Kind.MAP_STALE);
    }
}
