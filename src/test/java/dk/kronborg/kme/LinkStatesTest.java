package dk.kronborg.kme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.kms.relay.RelayRoutes;
import dk.kronborg.linkmonitor.json.LinkStateJson;
import dk.kronborg.linkmonitor.json.SignedJson;
import dk.kronborg.linkmonitor.publication.CentreKey;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.path.LinkCondition;
import dk.kronborg.topology.path.LinkSecurity;
import dk.kronborg.topology.yaml.NetworkYaml;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A KME in the ring of five, which hears of links from the centre, and from whoever else can write to the broker. */
class LinkStatesTest {

    private static final KmeId MFA = new KmeId("KME-MFA");
    private static final KmeId MOD = new KmeId("KME-MOD");
    private static final KmeId MHES = new KmeId("KME-MHES");
    private static final List<KmeId> SHORT_WAY = List.of(MFA, MOD, MHES);
    private static final LinkId LINK = new LinkId("MFA-MOD");
    private static final Duration AGE = Duration.ofDays(7);
    private static final Instant BEGUN = Instant.parse("2026-11-22T12:00:00Z");
    private static final KeyPair PAIR = pair("ML-DSA-65");
    private static final CentreKey CENTRE =
            CentreKey.of("centre-1", PAIR.getPrivate().getEncoded());
    private static final CentreKey STRANGER =
            CentreKey.of("centre-1", pair("ML-DSA-65").getPrivate().getEncoded());

    private final Network network = ring();
    private Instant now = BEGUN;
    private final LinkStates states =
            new LinkStates(network, CentreMessageKey.of(PAIR.getPublic().getEncoded()), AGE, () -> now);
    private final RelayRoutes routes = new RelayRoutes(
            MFA, () -> Relays.finder(network, states.conditions()), Duration.ofSeconds(10), System::nanoTime);

    private static KeyPair pair(String algorithm) {
        try {
            return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Network ring() {
        try (InputStream in =
                Objects.requireNonNull(Network.class.getResourceAsStream("/networks/ring.yaml"), "ring.yaml")) {
            return NetworkYaml.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String state(long revision, Instant at, String administration, String security) {
        return new LinkStateJson(
                        "qkd.link-state/1",
                        LINK.value(),
                        revision,
                        at.toString(),
                        administration,
                        "ENABLED",
                        "GENERATING",
                        security,
                        "FRESH",
                        null,
                        "CLEARED",
                        "ACTIVE")
                .text();
    }

    private void hear(LinkId link, String text) {
        states.take(Map.of(link.value(), text.getBytes(StandardCharsets.UTF_8)));
    }

    private void hear(long revision, String security) {
        hear(LINK, SignedJson.signed(state(revision, now, "UNLOCKED", security), CENTRE));
    }

    private LinkSecurity known() {
        return Objects.requireNonNull(states.conditions().get(LINK)).security();
    }

    private List<KmeId> path() {
        return routes.paths(MHES, 1, Set.of()).getFirst();
    }

    @Test
    void ofALinkOfWhichNothingIsKnownNothingIsAssumed() {
        assertThat(states.conditions())
                .hasSize(network.links().size())
                .allSatisfy((link, condition) -> assertThat(condition).isEqualTo(LinkCondition.planned(1)));
        assertThat(path()).isEqualTo(SHORT_WAY);
        hear(1, "TRUSTED");
        assertThat(states.conditions()).containsEntry(LINK, LinkCondition.planned(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SUSPECT", "QUARANTINED", "REVOKED"})
    void theNextShareGoesPastALinkThatIsNotTrusted(String security) {
        assertThat(path()).isEqualTo(SHORT_WAY);

        hear(1, security);

        assertThat(path()).hasSize(4).doesNotContain(MOD);
        hear(2, "TRUSTED");
        assertThat(path()).isEqualTo(SHORT_WAY);
    }

    @Test
    void theNextShareGoesPastALinkThatIsLocked() {
        hear(LINK, SignedJson.signed(state(1, now, "LOCKED", "TRUSTED"), CENTRE));

        assertThat(path()).hasSize(4).doesNotContain(MOD);
    }

    /** Suspicion makes a way dear, quarantine closes it. */
    @Test
    void aSuspectLinkStillServesWhereThereIsNoOther() {
        hear(1, "SUSPECT");

        assertThat(routes.paths(MHES, 2, Set.of())).hasSize(2).contains(SHORT_WAY);
        hear(2, "QUARANTINED");
        assertThat(routes.paths(MHES, 2, Set.of())).isEmpty();
    }

    @Test
    void onlyTheCentreIsBelieved() {
        String good = SignedJson.signed(state(5, now, "UNLOCKED", "QUARANTINED"), CENTRE);
        List<String> bad = List.of(
                SignedJson.signed(state(5, now, "UNLOCKED", "QUARANTINED"), STRANGER),
                state(5, now, "UNLOCKED", "QUARANTINED"),
                good.replace("FRESH", "STALE"),
                good.replace("\"sig\":\"", "\"sig\":\"!"),
                good.substring(1),
                "");

        bad.forEach(text -> hear(LINK, text));
        hear(new LinkId("MOD-MHES"), good);

        assertThat(states.conditions().values()).containsOnly(LinkCondition.planned(1));
        hear(LINK, good);
        assertThat(known()).isEqualTo(LinkSecurity.QUARANTINED);
    }

    @Test
    void neverGoesBack() {
        hear(7, "QUARANTINED");

        hear(6, "TRUSTED");
        hear(7, "TRUSTED");

        assertThat(known()).isEqualTo(LinkSecurity.QUARANTINED);
        hear(8, "TRUSTED");
        assertThat(known()).isEqualTo(LinkSecurity.TRUSTED);
    }

    @Test
    void whatIsTooOldOrAheadSaysNothing() {
        hear(1, "QUARANTINED");
        now = BEGUN.plus(AGE);
        assertThat(known()).isEqualTo(LinkSecurity.QUARANTINED);
        now = now.plusMillis(1);
        assertThat(known()).isEqualTo(LinkSecurity.TRUSTED);
        now = BEGUN.minusSeconds(60);
        assertThat(known()).isEqualTo(LinkSecurity.QUARANTINED);
        now = now.minusMillis(1);
        assertThat(known()).isEqualTo(LinkSecurity.TRUSTED);
    }

    @Test
    void keysAreOfTheAlgorithmsByWhichTheCentreSigns() {
        KeyPair ed25519 = pair("Ed25519");
        LinkStates other =
                new LinkStates(network, CentreMessageKey.of(ed25519.getPublic().getEncoded()), AGE, () -> now);
        String text = SignedJson.signed(
                state(1, now, "UNLOCKED", "REVOKED"),
                CentreKey.of("c", ed25519.getPrivate().getEncoded()));

        other.take(Map.of(LINK.value(), text.getBytes(StandardCharsets.UTF_8)));

        assertThat(Objects.requireNonNull(other.conditions().get(LINK)).security())
                .isEqualTo(LinkSecurity.REVOKED);
        assertThatThrownBy(() -> CentreMessageKey.of(pair("RSA").getPublic().getEncoded()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsTheRecordsOfItsLinksOnly() {
        assertThat(states.concern("MFA-MOD")).isTrue();
        assertThat(states.concern("head")).isFalse();
    }
}
