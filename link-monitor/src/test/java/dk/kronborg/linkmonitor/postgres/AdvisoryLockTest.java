package dk.kronborg.linkmonitor.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class AdvisoryLockTest {

    private static final CentreDatabase DATABASE = CentreDatabase.start();

    @AfterAll
    static void stop() {
        DATABASE.close();
    }

    @Test
    void keepsOutOthersOfItsKindAndNobodyElse() throws Exception {
        try (Connection one = DATABASE.dataSource().getConnection();
                Connection other = DATABASE.dataSource().getConnection()) {
            for (AdvisoryLock lock : AdvisoryLock.values()) {
                assertThat(lock.tryTake(one)).as("%s", lock).isTrue();
                assertThat(lock.tryTake(other)).as("%s", lock).isFalse();
                for (AdvisoryLock another : AdvisoryLock.values()) {
                    if (another != lock) {
                        assertThat(another.tryTake(other))
                                .as("%s while another has %s", another, lock)
                                .isTrue();
                        assertThat(another.giveBack(other)).isTrue();
                    }
                }
                assertThat(lock.giveBack(one)).isTrue();
                assertThat(lock.tryTake(other)).as("%s", lock).isTrue();
                assertThat(lock.giveBack(other)).isTrue();
            }
        }
    }

    @Test
    void isGivenBackWithTheTransaction() throws Exception {
        try (Connection other = DATABASE.dataSource().getConnection()) {
            boolean meanwhile = Transactions.commit(DATABASE.dataSource(), connection -> {
                AdvisoryLock.HISTORY_PARTITIONS.takeForTransaction(connection);
                return AdvisoryLock.HISTORY_PARTITIONS.tryTake(other);
            });
            assertThat(meanwhile).isFalse();
            assertThat(AdvisoryLock.HISTORY_PARTITIONS.tryTake(other)).isTrue();
        }
    }
}
