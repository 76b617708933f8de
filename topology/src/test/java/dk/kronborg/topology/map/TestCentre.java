package dk.kronborg.topology.map;

import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.OfficerId;
import dk.kronborg.topology.map.json.JsonNetworkForm;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.yaml.NetworkYaml;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A centre with its keys, three officers, and a small network of three KMEs. */
public final class TestCentre {

    public static final Instant NOW = Instant.parse("2026-07-02T12:00:00Z");

    public static final SigningKey CENTRE = TestKeys.key(1);
    public static final SigningKey NEW_CENTRE = TestKeys.key(2);
    public static final SigningKey ANNA = TestKeys.key(11);
    public static final SigningKey BENT = TestKeys.key(12);
    public static final SigningKey CARL = TestKeys.key(13);
    public static final SigningKey DINA = TestKeys.key(14);
    public static final SigningKey STRANGER = TestKeys.key(99);

    public static final DomainId DOMAIN = new DomainId("DK.QCI");
    public static final KmeId MFA = new KmeId("KME-MFA");
    public static final KmeId MOD = new KmeId("KME-MOD");

    public static final JsonNetworkForm FORM = new JsonNetworkForm();
    public static final MapVerifier VERIFIER = new MapVerifier(FORM);

    public static final String QUICK = resource("/networks/quick.yaml");

    public static final Authorities AUTHORITIES =
            new Authorities(List.of(CENTRE.pin()), officers(ANNA, BENT, CARL), List.of());

    private TestCentre() {}

    public static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(TestCentre.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public static List<Officer> officers(SigningKey... keys) {
        List<SigningKey> all = List.of(ANNA, BENT, CARL, DINA);
        List<String> names = List.of("anna", "bent", "carl", "dina");
        return Arrays.stream(keys)
                .map(key -> new Officer(new OfficerId(names.get(all.indexOf(key))), key.pin()))
                .toList();
    }

    public static Network network(UnaryOperator<String> change) {
        return NetworkYaml.parse(change.apply(QUICK));
    }

    public static Division division(UnaryOperator<String> change) {
        return FORM.divide(network(change));
    }

    /** The network as it is at first. */
    public static Division plain() {
        return division(yaml -> yaml);
    }

    /** What touches no security. */
    public static Division renamed() {
        return division(yaml -> yaml.replace("Ministry of Defence", "Ministry of Peace"));
    }

    /** A laxer policy of a pair that concerns KME-MFA and KME-MOD. */
    public static Division laxer() {
        return division(yaml ->
                yaml.replace("second: SAE-MOD-2, policy: PREFER_QKD", "second: SAE-MOD-2, policy: PQC_ALLOWED"));
    }

    public static List<KeySignature> approvals(SecurityPart security, SigningKey... officers) {
        return Arrays.stream(officers)
                .map(officer -> officer.sign(security.approval().bytes()))
                .toList();
    }

    /** The first version, approved by two. */
    public static MapHistory first() {
        Division network = plain();
        return MapHistory.begun(
                NOW, network, AUTHORITIES, approvals(SecurityPart.first(AUTHORITIES, network), ANNA, BENT), CENTRE);
    }

    /** One more version, approved by those. */
    public static MapHistory next(
            MapHistory before, Division network, Authorities authorities, SigningKey centre, SigningKey... officers) {
        SecurityPart security = before.newest().security().next(authorities, network);
        return before.with(NOW, network, authorities, approvals(security, officers), centre);
    }

    public static MapHistory next(MapHistory before, Division network, SigningKey... officers) {
        return next(before, network, before.newest().security().authorities(), CENTRE, officers);
    }

    public static MapPins pins(KmeId kme) {
        return new MapPins(DOMAIN, kme, Set.of(CENTRE.pin()), AUTHORITIES.officerKeys(), Optional.empty(), 0);
    }

    /** What KME-MFA runs after that. */
    public static RunningMap running(MapHistory history) {
        return accepted(VERIFIER.judge(Optional.empty(), pins(MFA), history.forKme(MFA, Optional.empty())));
    }

    public static RunningMap accepted(Judgement judgement) {
        if (judgement instanceof Judgement.Accepted(RunningMap map)) {
            return map;
        }
        throw new AssertionError("not accepted: " + judgement);
    }

    /** What KME-MFA makes of a history when it runs that. */
    public static Judgement judge(RunningMap running, MapHistory history) {
        return VERIFIER.judge(
                Optional.of(running),
                pins(MFA),
                history.forKme(MFA, Optional.of(running.version().version() + 1)));
    }

    public static MapFault fault(Judgement judgement) {
        if (judgement instanceof Judgement.Refused(MapFault fault, String detail)) {
            if (detail.isBlank()) {
                throw new AssertionError("no reason is given for " + fault);
            }
            return fault;
        }
        throw new AssertionError("not refused: " + judgement);
    }
}
