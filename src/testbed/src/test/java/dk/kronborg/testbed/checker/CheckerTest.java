package dk.kronborg.testbed.checker;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.testbed.checker.Violation.Kind;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Every fault that the checker is there for, planted in a history, is found as that fault. */
class CheckerTest {

    private static final String MASTER = "MASTER";
    private static final String SLAVE = "SLAVE";
    private static final String OTHER = "OTHER";
    private static final Span FAULT = new Span(1000, 2000);

    private final KeyPrint.Maker maker = new KeyPrint.Maker();
    private final History history = new History();
    private final UUID id = UUID.randomUUID();

    private KeyPrint print(long... units) {
        ByteBuffer bytes = ByteBuffer.allocate(units.length * Long.BYTES);
        for (long unit : units) {
            bytes.putLong(unit);
        }
        return maker.of(bytes.array());
    }

    private static Answer.Keys keys(UUID id, KeyPrint print, String... links) {
        return new Answer.Keys(List.of(new Answer.Seen(id, print, Set.of(links))));
    }

    private static Span at(long time) {
        return new Span(time, time + 10);
    }

    private void order(long time, UUID key, KeyPrint print, String... slaves) {
        history.add(new Order(at(time), MASTER, Set.of(slaves), 1, print.bits(), keys(key, print)));
    }

    private void orderAnswered(long time, Answer answer) {
        history.add(new Order(at(time), MASTER, Set.of(SLAVE), 1, 128, answer));
    }

    private void fetch(long time, String slave, UUID key, Answer answer) {
        history.add(new Fetch(at(time), slave, MASTER, List.of(key), answer));
    }

    private void disturb(boolean harmless) {
        history.add(new Disturbance(FAULT, "a fault", harmless));
    }

    private void finds(Kind... kinds) {
        assertThat(Checker.check(history).violations())
                .extracting(Violation::kind)
                .containsExactly(kinds);
    }

    @Test
    void findsNothingInAHistoryAsItShouldBe() {
        disturb(false);
        UUID second = UUID.randomUUID();
        order(10, id, print(1, 2), SLAVE, OTHER);
        fetch(20, SLAVE, id, keys(id, print(1, 2)));
        fetch(30, SLAVE, id, new Answer.Refused(400));
        fetch(30, OTHER, id, keys(id, print(1, 2)));
        order(40, second, print(3, 4), SLAVE);
        fetch(50, OTHER, second, new Answer.Refused(401));
        fetch(1500, SLAVE, second, new Answer.None());
        fetch(2100, SLAVE, second, new Answer.Refused(400));
        orderAnswered(1500, new Answer.None());
        orderAnswered(60, new Answer.Refused(503));

        Verdict verdict = Checker.check(history);

        assertThat(verdict).isEqualTo(new Verdict(10, 2, 2, 1, 1, List.of()));
    }

    @Test
    void findsDifferentBytes() {
        order(10, id, print(1, 2), SLAVE);
        fetch(20, SLAVE, id, keys(id, print(1, 3)));
        finds(Kind.DIFFERENT_BYTES);
    }

    @Test
    void findsThatTheEndsAreToldOfDifferentLinks() {
        order(10, id, print(1, 2), SLAVE);
        fetch(20, SLAVE, id, keys(id, print(1, 2), "MFA-MOD"));
        finds(Kind.DIFFERENT_PROVENANCE);
    }

    @Test
    void findsBytesThatDifferBehindTheLastWholeUnit() {
        KeyPrint one = maker.of(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
        order(10, id, one, SLAVE);
        fetch(20, SLAVE, id, keys(id, maker.of(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 10})));
        finds(Kind.DIFFERENT_BYTES);
    }

    @Test
    void findsBitsThatTwoKeysShare() {
        UUID second = UUID.randomUUID();
        order(10, id, print(1, 2), SLAVE);
        order(20, second, print(2, 3), SLAVE);
        fetch(30, SLAVE, id, keys(id, print(1, 2)));
        fetch(30, SLAVE, second, keys(second, print(2, 3)));
        finds(Kind.SHARED_BITS);
    }

    @Test
    void findsAKeyThatIsNewTwice() {
        order(10, id, print(1, 2), SLAVE);
        order(20, id, print(1, 2), SLAVE);
        fetch(30, SLAVE, id, keys(id, print(1, 2)));
        finds(Kind.NEW_TWICE);
    }

    @Test
    void findsAKeyThatIsFetchedTwice() {
        order(10, id, print(1, 2), SLAVE);
        fetch(20, SLAVE, id, keys(id, print(1, 2)));
        fetch(30, SLAVE, id, keys(id, print(1, 2)));
        finds(Kind.FETCHED_TWICE);
    }

    @Test
    void findsAStranger() {
        order(10, id, print(1, 2), SLAVE);
        fetch(20, SLAVE, id, keys(id, print(1, 2)));
        fetch(30, OTHER, id, keys(id, print(1, 2)));
        finds(Kind.STRANGER);
    }

    @Test
    void findsAKeyThatIsLost() {
        disturb(false);
        order(10, id, print(1, 2), SLAVE);
        fetch(1500, SLAVE, id, new Answer.Refused(400));
        finds(Kind.LOST);
    }

    @Test
    void doesNotTakeALaterDeliveryForAnExcuse() {
        order(10, id, print(1, 2), SLAVE);
        fetch(20, SLAVE, id, new Answer.Refused(400));
        fetch(100, SLAVE, id, keys(id, print(1, 2)));
        finds(Kind.LOST);
    }

    @Test
    void findsAKeyThatIsBurntInPeace() {
        disturb(false);
        order(10, id, print(1, 2), SLAVE);
        fetch(20, SLAVE, id, new Answer.Refused(503));
        fetch(30, SLAVE, id, new Answer.Refused(400));
        finds(Kind.BURNT_IN_PEACE);
    }

    @Test
    void findsAnswersThatDoNotFit() {
        history.add(new Order(at(10), MASTER, Set.of(SLAVE), 2, 128, keys(id, print(1, 2))));
        fetch(20, SLAVE, id, new Answer.Keys(List.of()));
        fetch(30, SLAVE, id, new Answer.Refused(401));
        fetch(40, SLAVE, id, keys(id, print(1, 2)));
        orderAnswered(50, new Answer.Refused(500));
        finds(Kind.WRONG_ANSWER, Kind.WRONG_ANSWER, Kind.WRONG_ANSWER, Kind.WRONG_ANSWER);
    }

    @Test
    void findsKeysOfAnotherSize() {
        history.add(new Order(at(10), MASTER, Set.of(SLAVE), 1, 256, keys(id, print(1, 2))));
        fetch(20, SLAVE, id, keys(id, print(1, 2)));
        finds(Kind.WRONG_ANSWER);
    }

    @Test
    void findsSilenceInPeace() {
        disturb(false);
        orderAnswered(10, new Answer.None());
        finds(Kind.SILENCE);
    }

    @Test
    void findsWhatIsFeltThoughItMustNotBe() {
        disturb(true);
        order(10, id, print(1, 2), SLAVE);
        orderAnswered(1500, new Answer.Refused(503));
        fetch(1500, SLAVE, id, new Answer.Refused(503));
        fetch(2500, SLAVE, id, keys(id, print(1, 2)));
        finds(Kind.FELT, Kind.FELT);
    }

    @Test
    void doesNotTakeAnUnfinishedHistoryForEvidence() {
        disturb(false);
        order(10, id, print(1, 2), SLAVE);
        fetch(1500, SLAVE, id, new Answer.None());
        finds(Kind.UNSETTLED);
    }
}
