package dk.kronborg.linkmonitor.health;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.linkmonitor.DemoLink;
import dk.kronborg.linkmonitor.alarm.Ring;
import dk.kronborg.linkmonitor.health.LinkBoard.View;
import dk.kronborg.linkmonitor.health.LinkHealthLog.Sight;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.Technology;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The board shows the links of the network of the moment. */
class LinkBoardTest {

    private static final LinkId MFA_MOD = new LinkId("MFA-MOD");
    private static final LinkId MOD_DC2 = new LinkId("MOD-DC2");

    private final DemoLink demo = new DemoLink();
    private final AtomicReference<Network> network = new AtomicReference<>(demo.network());
    private final List<Optional<String>> marks = new ArrayList<>();
    private final LinkBoard board = new LinkBoard(network::get, this::since);

    /** Of MFA-MOD something is known, and nothing moves. */
    private Sight since(Optional<String> mark) {
        marks.add(mark);
        return new Sight("mark", mark.isPresent() ? List.of() : List.of(LinkHealth.neverHeard(MFA_MOD, Instant.EPOCH)));
    }

    @Test
    void asksForWhatMovedAsLongAsTheNetworkIsTheSame() {
        View first = board.look();

        View second = board.look(first);

        assertThat(marks).containsExactly(Optional.empty(), Optional.of("mark"));
        assertThat(second).isEqualTo(first);
        assertThat(second.byLink().get(MFA_MOD)).isSameAs(first.byLink().get(MFA_MOD));
    }

    @Test
    void aLinkGoesAndComesWithTheNetworkAndWhatIsKnownOfItStays() {
        View first = board.look();
        assertThat(first.byLink()).containsOnlyKeys(MFA_MOD, MOD_DC2);

        network.set(demo.with(demo.link("MOD-DC2")));
        View without = board.look(first);
        assertThat(without.byLink()).containsOnlyKeys(MOD_DC2);
        assertThat(without.network()).isSameAs(network.get());
        assertThat(board.knows(MFA_MOD)).isFalse();

        network.set(demo.network());
        View again = board.look(without);
        assertThat(again).isEqualTo(first);
        assertThat(report(again, MFA_MOD).state()).isPresent();
        assertThat(board.knows(MFA_MOD)).isTrue();
    }

    @Test
    void aLinkIsShownAsTheNetworkDescribesItNow() {
        View first = board.look();
        Link before = demo.link("MFA-MOD");
        Link longer = relaid(before, 3.5, before.commissionedLossDb());

        network.set(demo.with(longer, demo.link("MOD-DC2")));

        LinkReport report = report(board.look(first), MFA_MOD);
        assertThat(report.link()).isEqualTo(longer);
        assertThat(report.state()).isPresent();
    }

    /** Nobody may take the board from all by numbers that no link has. */
    @Test
    void aLinkForWhichTheModelHasNoAnswerIsShownWithout() {
        Network ring = Ring.network();
        Link continuous = ring.links().stream()
                .filter(link -> link.technology() == Technology.CV_QKD)
                .findFirst()
                .orElseThrow();
        Link dark = relaid(continuous, continuous.fibreKm(), 10_000);
        network.set(new Network(ring.domain(), ring.sites(), ring.kmes(), ring.saes(), List.of(dark), List.of()));

        assertThat(report(board.look(), dark.id()).nullKeyNoise()).isEmpty();
        assertThat(new LinkMachine(dark).link()).isEqualTo(dark);
    }

    private static LinkReport report(View view, LinkId link) {
        return Optional.ofNullable(view.byLink().get(link)).orElseThrow();
    }

    private static Link relaid(Link link, double fibreKm, double lossDb) {
        return new Link(
                link.id(),
                link.technology(),
                fibreKm,
                lossDb,
                link.transmitter(),
                link.receiver(),
                link.cvQkd(),
                link.dvQkd(),
                link.cable());
    }
}
