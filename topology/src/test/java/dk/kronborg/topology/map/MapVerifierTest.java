package dk.kronborg.topology.map;

import static dk.kronborg.topology.map.TestCentre.ANNA;
import static dk.kronborg.topology.map.TestCentre.AUTHORITIES;
import static dk.kronborg.topology.map.TestCentre.BENT;
import static dk.kronborg.topology.map.TestCentre.CARL;
import static dk.kronborg.topology.map.TestCentre.CENTRE;
import static dk.kronborg.topology.map.TestCentre.DINA;
import static dk.kronborg.topology.map.TestCentre.FORM;
import static dk.kronborg.topology.map.TestCentre.MFA;
import static dk.kronborg.topology.map.TestCentre.MOD;
import static dk.kronborg.topology.map.TestCentre.NEW_CENTRE;
import static dk.kronborg.topology.map.TestCentre.NOW;
import static dk.kronborg.topology.map.TestCentre.STRANGER;
import static dk.kronborg.topology.map.TestCentre.VERIFIER;
import static dk.kronborg.topology.map.TestCentre.accepted;
import static dk.kronborg.topology.map.TestCentre.approvals;
import static dk.kronborg.topology.map.TestCentre.division;
import static dk.kronborg.topology.map.TestCentre.fault;
import static dk.kronborg.topology.map.TestCentre.first;
import static dk.kronborg.topology.map.TestCentre.judge;
import static dk.kronborg.topology.map.TestCentre.laxer;
import static dk.kronborg.topology.map.TestCentre.next;
import static dk.kronborg.topology.map.TestCentre.officers;
import static dk.kronborg.topology.map.TestCentre.pins;
import static dk.kronborg.topology.map.TestCentre.plain;
import static dk.kronborg.topology.map.TestCentre.renamed;
import static dk.kronborg.topology.map.TestCentre.running;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.json.CanonicalJson;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.PolicyClass;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MapVerifierTest {

    private static final SaeId MFA_2 = new SaeId("SAE-MFA-2");
    private static final SaeId MOD_2 = new SaeId("SAE-MOD-2");

    private static ReceivedMap received(MapHistory history, long from) {
        return history.forKme(MFA, Optional.of(from));
    }

    private static Judgement judged(RunningMap running, ReceivedMap received) {
        return VERIFIER.judge(Optional.of(running), pins(MFA), received);
    }

    @Test
    void aKmeSeesWhatConcernsItAndNothingElse() {
        Network network = running(first()).network();

        assertThat(network.sites()).hasSize(3);
        assertThat(network.kmes()).hasSize(3);
        assertThat(network.links()).hasSize(2);
        assertThat(network.saes())
                .extracting(sae -> sae.id().value())
                .containsExactlyInAnyOrder("SAE-MFA-1", "SAE-MFA-2", "SAE-MFA-3", "SAE-MOD-2");
        assertThat(network.pairs()).hasSize(4);
        assertThat(network.policy(MFA_2, MOD_2)).contains(PolicyClass.PREFER_QKD.policy());
    }

    @Test
    void whatTouchesNoSecurityNeedsTheCentreOnly() {
        RunningMap running = running(first());
        MapHistory history = next(first(), renamed());

        RunningMap accepted = accepted(judge(running, history));

        assertThat(accepted.version().version()).isEqualTo(2);
        assertThat(accepted.version().security()).isEqualTo(running.version().security());
        assertThat(accepted.network().sites()).extracting(site -> site.name()).contains("Ministry of Peace");
    }

    @Test
    void twoOfficersChangeAPolicy() {
        RunningMap accepted = accepted(judge(running(first()), next(first(), laxer(), ANNA, CARL)));

        assertThat(accepted.network().policy(MFA_2, MOD_2)).contains(PolicyClass.PQC_ALLOWED.policy());
    }

    /** Each is one thing that a thief of the centre might want. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{id: SAE-DC2-1, kme: KME-DC2} -> {id: SAE-DC2-1, kme: KME-MOD}",
                "{id: SAE-DC2-2, kme: KME-DC2} -> {id: SAE-DC2-3, kme: KME-DC2}",
                "policy: PREFER_QKD -> policy: PQC_ALLOWED",
                "qkd_required: false -> qkd_required: true",
                "{first: SAE-MFA-1, second: SAE-MFA-3} -> {first: SAE-MFA-1, second: SAE-MOD-1}",
                "domain: DK.QCI -> domain: DK.QCI\ndefault_policy: {policy: QKD_ONLY}",
                "{id: KME-MOD, site: MOD} -> {id: KME-MOD, site: DC2}",
                "{id: KME-MOD, site: MOD} -> {id: KME-MOD, site: MOD, identity_keys:"
                        + " ['ML-DSA-87:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA']}",
                "  - {id: KME-DC2, site: DC2} ->   - {id: KME-DC2, site: DC2}\n  - {id: KME-NEW, site: DC2}"
            })
    void whatTouchesSecurityNeedsTwoOfficers(String change) {
        String[] words = change.split(" -> ", 2);
        Division changed = division(yaml -> {
            assertThat(yaml).contains(words[0]);
            return yaml.replace(words[0], words[1]);
        });
        RunningMap running = running(first());

        assertThat(fault(judge(running, next(first(), changed)))).isEqualTo(MapFault.UNAPPROVED);
        assertThat(fault(judge(running, next(first(), changed, BENT)))).isEqualTo(MapFault.UNAPPROVED);
        assertThat(judge(running, next(first(), changed, BENT, ANNA))).isInstanceOf(Judgement.Accepted.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name: Data centre North -> name: Data centre South",
                "latitude: 55.729 -> latitude: 55.730",
                "commissioned_loss_db: 5.7 -> commissioned_loss_db: 6.1",
                "fibre_km: 20.9 -> cable: C1\n    fibre_km: 20.9",
                "{id: KME-MOD, site: MOD} -> {id: KME-MOD, site: MOD, peer_uri: 'https://10.0.0.1:7102'}"
            })
    void whatIsPlantNeedsNone(String change) {
        String[] words = change.split(" -> ", 2);
        Division changed = division(yaml -> {
            assertThat(yaml).contains(words[0]);
            return yaml.replace(words[0], words[1]);
        });

        assertThat(judge(running(first()), next(first(), changed))).isInstanceOf(Judgement.Accepted.class);
    }

    @Test
    void theOrderInADocumentChangesNothing() {
        Division reordered = division(yaml -> yaml.replace("  - {id: KME-MFA, site: MFA}\n", "")
                .replace(
                        "  - {id: KME-DC2, site: DC2}\n",
                        "  - {id: KME-DC2, site: DC2}\n  - {id: KME-MFA, site: MFA}\n"));

        assertThat(reordered.commonDigest()).isEqualTo(plain().commonDigest());
        assertThat(reordered.plantDigest()).isEqualTo(plain().plantDigest());
        assertThat(reordered.books()).isEqualTo(plain().books());
    }

    @Test
    void aChangeThatConcernsOthersOnlyNeedsOfficersToo() {
        Division elsewhere = division(yaml -> yaml + "  - {first: SAE-MOD-1, second: SAE-DC2-1}\n");
        RunningMap running = running(first());

        assertThat(fault(judge(running, next(first(), elsewhere)))).isEqualTo(MapFault.UNAPPROVED);
        assertThat(accepted(judge(running, next(first(), elsewhere, ANNA, BENT)))
                        .network()
                        .pairs())
                .hasSize(4);
    }

    @Test
    void oneOfficerTwiceIsOne() {
        MapHistory history = next(first(), laxer(), ANNA);
        ReceivedMap honest = received(history, 2);
        KeySignature anna = honest.chain().getLast().approvals().getFirst();
        ReceivedMap twice = new ReceivedMap(
                List.of(new MapStep(honest.version(), List.of(anna, anna))), honest.signature(), honest.slice());

        assertThat(fault(judged(running(first()), twice))).isEqualTo(MapFault.SAME_OFFICER_TWICE);
    }

    @Test
    void anApprovalOfAnotherChangeIsNone() {
        List<KeySignature> other = approvals(
                first().newest()
                        .security()
                        .next(
                                AUTHORITIES,
                                division(yaml -> yaml.replace(
                                        "{first: SAE-MFA-1, second: SAE-MFA-3}",
                                        "{first: SAE-MFA-2, second: SAE-MFA-3}"))),
                ANNA,
                BENT);
        MapHistory history = first().with(NOW, laxer(), AUTHORITIES, other, CENTRE);

        assertThat(fault(judge(running(first()), history))).isEqualTo(MapFault.BAD_APPROVAL);
    }

    /** Approved, taken back, and brought in again by who has the centre and the old approvals. */
    @Test
    void whatWasTakenBackIsNotBroughtInAgainWithOldApprovals() {
        MapHistory lax = next(first(), laxer(), ANNA, BENT);
        List<KeySignature> old = received(lax, 2).chain().getLast().approvals();
        MapHistory back = next(lax, plain(), ANNA, BENT);
        RunningMap running = accepted(judge(running(first()), back));

        MapHistory again = back.with(NOW, laxer(), AUTHORITIES, old, CENTRE);

        assertThat(back.newest().security().books())
                .isEqualTo(first().newest().security().books());
        assertThat(fault(judge(running, again))).isEqualTo(MapFault.BAD_APPROVAL);
    }

    @Test
    void strangersApproveNothing() {
        assertThat(fault(judge(running(first()), next(first(), laxer(), ANNA, STRANGER))))
                .isEqualTo(MapFault.UNKNOWN_KEY);
        assertThat(fault(judge(running(first()), next(first(), laxer(), ANNA, BENT, STRANGER))))
                .isEqualTo(MapFault.UNKNOWN_KEY);
        assertThat(fault(judge(running(first()), next(first(), laxer(), ANNA, CENTRE))))
                .isEqualTo(MapFault.UNKNOWN_KEY);
    }

    @Test
    void theSameMapChangesNothing() {
        assertThat(judged(running(first()), received(first(), 1))).isEqualTo(new Judgement.Same());
    }

    @Test
    void anOlderMapIsRefused() {
        MapHistory newer = next(first(), renamed());
        RunningMap running = running(newer);

        assertThat(fault(judged(running, received(first(), 1)))).isEqualTo(MapFault.OLDER);
    }

    @Test
    void twoHistoriesOfTheCentreAreAFork() {
        RunningMap running = running(next(first(), renamed()));
        MapHistory other = next(first(), division(yaml -> yaml.replace("Ministry of", "House of")));
        MapHistory longer = next(other, renamed());

        assertThat(fault(judged(running, received(other, 1)))).isEqualTo(MapFault.FORK);
        assertThat(fault(judged(running, received(longer, 2)))).isEqualTo(MapFault.FORK);
        assertThat(fault(judged(running, received(longer, 3)))).isEqualTo(MapFault.FORK);
    }

    /** Else anybody could cry that the centre is taken over. */
    @Test
    void aForkThatTheCentreDidNotSignIsAForgery() {
        RunningMap running = running(next(first(), renamed()));
        ReceivedMap other = received(next(first(), division(yaml -> yaml.replace("Ministry of", "House of"))), 1);

        assertThat(fault(judged(running, new ReceivedMap(other.chain(), CENTRE.sign(new byte[] {1}), other.slice()))))
                .isEqualTo(MapFault.FORGED);
        assertThat(fault(judged(running, received(next(first(), laxer(), AUTHORITIES, STRANGER), 1))))
                .isEqualTo(MapFault.UNKNOWN_KEY);
    }

    @Test
    void missingVersionsAreAskedForAndFollowed() {
        RunningMap running = running(first());
        MapHistory history = next(next(next(first(), renamed()), laxer(), ANNA, BENT), plain(), BENT, CARL);

        for (long from = 3; from <= 4; from++) {
            Judgement judgement = judged(running, received(history, from));
            assertThat(judgement).isEqualTo(Judgement.gap(2));
            assertThat(fault(judgement).isAlarmed()).isFalse();
        }
        for (long from = 1; from <= 2; from++) {
            assertThat(accepted(judged(running, received(history, from))).version())
                    .isEqualTo(history.newest());
        }
    }

    @Test
    void everyStepOfAChainIsApproved() {
        RunningMap running = running(first());
        MapHistory unapproved = next(next(first(), laxer(), ANNA), renamed(), ANNA, BENT);

        assertThat(fault(judge(running, unapproved))).isEqualTo(MapFault.UNAPPROVED);
    }

    @Test
    void aChainWithAnotherOrderOrAHoleIsNone() {
        MapHistory history = next(next(next(first(), renamed()), plain()), renamed());
        ReceivedMap honest = received(history, 1);
        RunningMap running = running(first());
        for (List<Integer> order :
                List.of(List.of(0, 2, 3), List.of(1, 3), List.of(0, 2, 1, 3), List.of(1, 1, 2, 3), List.of(0, 1, 3))) {
            List<MapStep> chain = order.stream().map(honest.chain()::get).toList();
            assertThat(fault(judged(running, new ReceivedMap(chain, honest.signature(), honest.slice()))))
                    .as("%s", order)
                    .isEqualTo(MapFault.BROKEN_CHAIN);
        }
    }

    @Test
    void aTruncatedChainIsNotSignedByTheCentre() {
        MapHistory history = next(next(first(), renamed()), plain());
        ReceivedMap honest = received(history, 2);
        ReceivedMap cut = new ReceivedMap(honest.chain().subList(0, 1), honest.signature(), honest.slice());

        assertThat(fault(judged(running(first()), cut))).isEqualTo(MapFault.FORGED);
    }

    @Test
    void aSecurityPartThatDoesNotFollowIsRefused() {
        MapHistory first = first();
        Division network = laxer();
        for (SecurityPart part : List.of(
                SecurityPart.first(AUTHORITIES, network),
                new SecurityPart(
                        TestCentre.DOMAIN,
                        3,
                        Optional.of(first.newest().security().digest()),
                        AUTHORITIES,
                        network.commonDigest(),
                        network.books(),
                        3),
                new SecurityPart(
                        TestCentre.DOMAIN,
                        2,
                        Optional.of(Digest.of("another")),
                        AUTHORITIES,
                        network.commonDigest(),
                        network.books(),
                        3))) {
            MapVersion version = first.newest().next(NOW, network, part, CENTRE.pin());
            ReceivedMap received = new ReceivedMap(
                    List.of(new MapStep(version, approvals(part, ANNA, BENT))),
                    CENTRE.sign(version.statement().bytes()),
                    network.slice(MFA));

            assertThat(fault(judged(running(first), received))).isEqualTo(MapFault.BROKEN_CHAIN);
        }
    }

    @Test
    void forgedByWhoeverHasNotTheKeyOfTheCentre() {
        ReceivedMap honest = received(next(first(), renamed()), 2);
        RunningMap running = running(first());

        assertThat(fault(judged(running, received(next(first(), renamed(), AUTHORITIES, STRANGER), 2))))
                .isEqualTo(MapFault.UNKNOWN_KEY);
        assertThat(fault(judged(running, received(next(first(), renamed(), AUTHORITIES, ANNA), 2))))
                .isEqualTo(MapFault.UNKNOWN_KEY);
        assertThat(fault(judged(
                        running,
                        new ReceivedMap(
                                honest.chain(),
                                STRANGER.sign(honest.version().statement().bytes()),
                                honest.slice()))))
                .isEqualTo(MapFault.UNKNOWN_KEY);
    }

    /** The thief of the centre names his own key as the centre's. */
    @Test
    void theCentreAloneCannotNameItsSuccessor() {
        Authorities own = new Authorities(List.of(CENTRE.pin(), STRANGER.pin()), AUTHORITIES.officers(), List.of());

        assertThat(fault(judge(running(first()), next(first(), plain(), own, STRANGER))))
                .isEqualTo(MapFault.UNAPPROVED);
    }

    @Test
    void keysAreHandedOverByTwoOldOfficers() {
        Authorities after = AUTHORITIES.successor(List.of(NEW_CENTRE.pin()), officers(ANNA, DINA));
        MapHistory handed = next(first(), plain(), after, NEW_CENTRE, BENT, CARL);
        RunningMap running = accepted(judge(running(first()), handed));

        assertThat(after.retired()).containsExactlyInAnyOrder(CENTRE.pin(), BENT.pin(), CARL.pin());
        assertThat(judge(running, next(handed, laxer(), after, NEW_CENTRE, ANNA, DINA)))
                .isInstanceOf(Judgement.Accepted.class);
        assertThat(fault(judge(running, next(handed, laxer(), after, NEW_CENTRE, ANNA, BENT))))
                .isEqualTo(MapFault.RETIRED_KEY);
        assertThat(fault(judge(running, next(handed, renamed(), after, CENTRE, ANNA, DINA))))
                .isEqualTo(MapFault.RETIRED_KEY);
    }

    @Test
    void newOfficersCannotLetThemselvesIn() {
        Authorities after = AUTHORITIES.successor(AUTHORITIES.centre(), officers(ANNA, DINA));

        assertThat(fault(judge(running(first()), next(first(), plain(), after, CENTRE, ANNA, DINA))))
                .isEqualTo(MapFault.UNAPPROVED);
    }

    @Test
    void aKeyThatWasRetiredNeverComesBack() {
        Authorities without = AUTHORITIES.successor(AUTHORITIES.centre(), officers(ANNA, BENT));
        MapHistory handed = next(first(), plain(), without, CENTRE, ANNA, BENT);
        RunningMap running = accepted(judge(running(first()), handed));
        Authorities back = new Authorities(AUTHORITIES.centre(), officers(ANNA, BENT, CARL), List.of());

        assertThat(without.retired()).containsExactly(CARL.pin());
        assertThatThrownBy(() -> without.successor(AUTHORITIES.centre(), officers(ANNA, BENT, CARL)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("retired");
        assertThat(fault(judge(running, next(handed, plain(), back, CENTRE, ANNA, BENT))))
                .isEqualTo(MapFault.BAD_HANDOVER);
    }

    @Test
    void aKeyIsNeitherDroppedInSilenceNorGivenAnotherRole() {
        Authorities dropped = new Authorities(AUTHORITIES.centre(), officers(ANNA, BENT), List.of());
        Authorities moved = new Authorities(List.of(CARL.pin(), CENTRE.pin()), officers(ANNA, BENT), List.of());

        for (Authorities bad : List.of(dropped, moved)) {
            assertThat(fault(judge(running(first()), next(first(), plain(), bad, CENTRE, ANNA, BENT))))
                    .isEqualTo(MapFault.BAD_HANDOVER);
        }
    }

    @Test
    void aChainWithAHandOverInItIsFollowed() {
        Authorities after = AUTHORITIES.successor(List.of(NEW_CENTRE.pin()), officers(ANNA, DINA));
        MapHistory handed = next(next(first(), renamed()), plain(), after, NEW_CENTRE, BENT, CARL);
        MapHistory newest = next(next(handed, laxer(), after, NEW_CENTRE, ANNA, DINA), renamed(), after, NEW_CENTRE);

        assertThat(fault(judge(running(first()), newest))).isEqualTo(MapFault.UNAPPROVED);
        MapHistory approved =
                next(next(handed, laxer(), after, NEW_CENTRE, ANNA, DINA), plain(), after, NEW_CENTRE, DINA, ANNA);
        assertThat(accepted(judge(running(first()), approved)).version()).isEqualTo(approved.newest());
    }

    @Test
    void theFirstMapIsWhatPinnedOfficersSigned() {
        MapHistory one = MapHistory.begun(
                NOW, plain(), AUTHORITIES, approvals(SecurityPart.first(AUTHORITIES, plain()), ANNA), CENTRE);
        Authorities others = new Authorities(List.of(CENTRE.pin()), officers(CARL, DINA), List.of());
        MapHistory foreign = MapHistory.begun(
                NOW, plain(), others, approvals(SecurityPart.first(others, plain()), CARL, DINA), CENTRE);
        MapPins mine = new MapPins(
                TestCentre.DOMAIN, MFA, Set.of(CENTRE.pin()), Set.of(ANNA.pin(), BENT.pin()), Optional.empty(), 0);

        assertThat(fault(VERIFIER.judge(Optional.empty(), mine, one.forKme(MFA, Optional.empty()))))
                .isEqualTo(MapFault.UNAPPROVED);
        assertThat(fault(VERIFIER.judge(Optional.empty(), mine, foreign.forKme(MFA, Optional.empty()))))
                .isEqualTo(MapFault.UNAPPROVED);
        assertThat(VERIFIER.judge(Optional.empty(), mine, first().forKme(MFA, Optional.empty())))
                .isInstanceOf(Judgement.Accepted.class);
    }

    /** After a hand-over the new officers sign once more what is, for KMEs to come. */
    @Test
    void aKmeThatIsEnrolledLaterKnowsTheNewOfficersOnly() {
        Authorities after = AUTHORITIES.successor(AUTHORITIES.centre(), officers(ANNA, DINA));
        MapHistory handed = next(first(), plain(), after, CENTRE, BENT, CARL);
        MapHistory signed = next(handed, renamed(), after, CENTRE, ANNA, DINA);
        MapPins late = new MapPins(
                TestCentre.DOMAIN, MFA, Set.of(CENTRE.pin()), Set.of(ANNA.pin(), DINA.pin()), Optional.empty(), 0);

        assertThat(fault(VERIFIER.judge(Optional.empty(), late, handed.forKme(MFA, Optional.empty()))))
                .isEqualTo(MapFault.RETIRED_KEY);
        assertThat(accepted(VERIFIER.judge(Optional.empty(), late, signed.forKme(MFA, Optional.empty())))
                        .version()
                        .security()
                        .generation())
                .isEqualTo(2);
        assertThat(judge(running(first()), signed)).isInstanceOf(Judgement.Accepted.class);
    }

    @Test
    void theFirstMapIsThePinnedOneAndNotOlderThanWhatRan() {
        MapHistory second = next(first(), renamed());
        MapPins pinned = new MapPins(
                TestCentre.DOMAIN,
                MFA,
                Set.of(CENTRE.pin()),
                AUTHORITIES.officerKeys(),
                Optional.of(second.newest().digest()),
                0);
        MapPins fenced = new MapPins(
                TestCentre.DOMAIN, MFA, Set.of(CENTRE.pin()), AUTHORITIES.officerKeys(), Optional.empty(), 2);

        assertThat(fault(VERIFIER.judge(Optional.empty(), pinned, first().forKme(MFA, Optional.empty()))))
                .isEqualTo(MapFault.NOT_PINNED);
        assertThat(fault(VERIFIER.judge(Optional.empty(), fenced, first().forKme(MFA, Optional.empty()))))
                .isEqualTo(MapFault.OLDER);
        for (MapPins pins : List.of(pinned, fenced)) {
            assertThat(VERIFIER.judge(Optional.empty(), pins, second.forKme(MFA, Optional.empty())))
                    .isInstanceOf(Judgement.Accepted.class);
        }
    }

    @Test
    void whatWasKeptIsRunAgainIfItIsWhatTheFenceNames() {
        ReceivedMap kept = received(next(first(), renamed()), 2);

        assertThat(accepted(VERIFIER.restore(pins(MFA), kept, kept.version().digest()))
                        .version())
                .isEqualTo(kept.version());
        assertThat(fault(VERIFIER.restore(pins(MFA), kept, first().newest().digest())))
                .isEqualTo(MapFault.NOT_PINNED);
        assertThat(fault(VERIFIER.restore(
                        pins(MFA),
                        new ReceivedMap(
                                kept.chain(),
                                kept.signature(),
                                first().forKme(MFA, Optional.empty()).slice()),
                        kept.version().digest())))
                .isEqualTo(MapFault.WRONG_CONTENT);
    }

    @Test
    void foreignMapsAreRefused() {
        MapPins other = new MapPins(
                new DomainId("SE.QCI"), MFA, Set.of(CENTRE.pin()), AUTHORITIES.officerKeys(), Optional.empty(), 0);
        MapHistory history = next(first(), renamed());

        assertThat(fault(VERIFIER.judge(Optional.empty(), other, history.forKme(MFA, Optional.empty()))))
                .isEqualTo(MapFault.FOREIGN_DOMAIN);
        assertThat(fault(judged(running(first()), history.forKme(MOD, Optional.of(2L)))))
                .isEqualTo(MapFault.FOREIGN_SLICE);
    }

    /** A slice that says it is ours, with the book of another KME: no SAE is left out that way. */
    @Test
    void anothersBookIsNotOurs() {
        Division network = renamed();
        MapHistory history = next(first(), network);
        RunningMap running = running(first());
        Slice ours = network.slice(MFA);
        Slice theirs = network.slice(MOD);
        List<Slice> bad = new ArrayList<>();
        bad.add(new Slice(MFA, ours.common(), ours.plant(), theirs.book(), theirs.index(), theirs.proof()));
        bad.add(new Slice(MFA, ours.common(), ours.plant(), theirs.book(), ours.index(), ours.proof()));
        bad.add(new Slice(MFA, ours.common(), ours.plant(), ours.book(), theirs.index(), theirs.proof()));
        bad.add(new Slice(MFA, ours.common(), ours.plant(), ours.book(), -1, ours.proof()));
        bad.add(new Slice(MFA, ours.common(), ours.plant(), ours.book(), 3, ours.proof()));
        bad.add(new Slice(MFA, ours.common(), ours.plant(), ours.book(), ours.index(), List.of()));
        bad.add(new Slice(
                MFA,
                ours.common(),
                ours.plant(),
                ours.book().replace(",{\"first\":\"SAE-MFA-3\"", ",{\"first\":\"SAE-MFA-4\""),
                ours.index(),
                ours.proof()));
        for (Slice slice : bad) {
            ReceivedMap received = new ReceivedMap(
                    received(history, 2).chain(), received(history, 2).signature(), slice);
            assertThat(fault(judged(running, received))).isEqualTo(MapFault.BAD_PROOF);
        }
    }

    @Test
    void partsOfAnotherVersionAreRefused() {
        MapHistory history = next(first(), renamed());
        ReceivedMap honest = received(history, 2);

        assertThat(fault(judged(
                        running(first()), new ReceivedMap(honest.chain(), honest.signature(), plain().slice(MFA)))))
                .isEqualTo(MapFault.WRONG_CONTENT);
    }

    /** What the thief of the centre can still write is the plant: it adds nothing, and hides nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"links\":null}",
                "{\"links\":[null]}",
                "{\"default_policy\":{\"policy\":\"PQC_ALLOWED\"}}",
                "{\"saes\":[]}",
                "{\"pairs\":[]}",
                "{\"schema\":\"kronborg-network/1\"}",
                "{\"kmes\":[{\"id\":\"KME-DC2\"},{\"id\":\"KME-MFA\"},{\"id\":\"KME-MOD\",\"site\":\"DC2\"}]}",
                "{\"kmes\":[{\"id\":\"KME-DC2\"},{\"id\":\"KME-MFA\"},{\"id\":\"KME-MOD\",\"more\":1}]}",
                "{\"kmes\":[{\"id\":\"KME-MFA\"},{\"id\":\"KME-DC2\"},{\"id\":\"KME-MOD\"}]}",
                "{\"sites\":[]}",
                "[]"
            })
    void aPlantThatSaysMoreOrLessThanItMayIsRefused(String bad) {
        Division honest = plain();
        String plant = bad.equals("{}") || bad.equals("[]") || bad.equals("{\"sites\":[]}")
                ? bad
                : merged(honest.plant(), bad);
        MapVersion newest = first().newest();
        MapVersion version =
                new MapVersion(2, Optional.of(newest.digest()), NOW, Digest.of(plant), newest.security(), CENTRE.pin());
        Slice slice = honest.slice(MFA);
        ReceivedMap received = new ReceivedMap(
                List.of(new MapStep(version, List.of())),
                CENTRE.sign(version.statement().bytes()),
                new Slice(MFA, slice.common(), plant, slice.book(), slice.index(), slice.proof()));

        assertThat(fault(judged(running(first()), received))).isEqualTo(MapFault.INCONSISTENT);
    }

    private static String merged(String plant, String more) {
        try {
            var mapper = new ObjectMapper();
            var tree = (ObjectNode) mapper.readTree(plant);
            tree.setAll((ObjectNode) mapper.readTree(more));
            return CanonicalJson.of(tree);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aBookHoldsWhatConcernsItsKmeExactly() {
        Network network = TestCentre.network(yaml -> yaml);
        Division division = FORM.divide(network);
        for (KmeId kme : network.kmes().stream().map(each -> each.id()).toList()) {
            Network own = FORM.assemble(division.slice(kme));
            Set<SaeId> home = Set.copyOf(network.saes().stream()
                    .filter(sae -> sae.kme().equals(kme))
                    .map(sae -> sae.id())
                    .toList());
            assertThat(own.pairs())
                    .containsExactlyInAnyOrderElementsOf(network.pairs().stream()
                            .filter(pair -> home.contains(pair.first()) || home.contains(pair.second()))
                            .toList());
            assertThat(own.saes())
                    .allMatch(sae -> home.contains(sae.id())
                            || own.pairs().stream()
                                    .anyMatch(pair -> pair.first().equals(sae.id())
                                            || pair.second().equals(sae.id())));
            assertThat(own.saes()).extracting(sae -> sae.id()).containsAll(home);
        }
    }

    @ParameterizedTest
    @EnumSource(MapFault.class)
    void everyFaultButAGapIsAlarmed(MapFault fault) {
        assertThat(fault.isAlarmed()).isEqualTo(fault != MapFault.GAP);
    }
}
