package dk.kronborg.testbed.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.testbed.simulator.KmeAnswer.Later;
import dk.kronborg.testbed.simulator.KmeAnswer.Refused;
import dk.kronborg.testbed.simulator.KmeAnswer.Stored;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KmeAnswerTest {

    @ParameterizedTest
    @ValueSource(ints = {200, 201})
    void aStoredBlockIsDone(int status) {
        assertThat(KmeAnswer.of(status, "")).isEqualTo(new Stored());
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 400, 401, 403, 404, 405, 409, 411, 413, 415})
    void aRefusedBlockIsNotPushedAgain(int status) {
        assertThat(KmeAnswer.of(status, "5")).isEqualTo(new Refused());
    }

    @ParameterizedTest
    @CsvSource({
        "503, 7, 7000",
        "503, 0, 200",
        "503, 60, 60000",
        "503, 61, 60000",
        "503, 999999999, 60000",
        "503, 9999999999, 1000",
        "503, -4, 1000",
        "503, soon, 1000",
        "503, '', 1000",
        "500, '', 1000",
        "429, 2, 2000"
    })
    void aBusyKmeIsAskedAgainWhenItSays(int status, String retryAfter, long millis) {
        assertThat(KmeAnswer.of(status, retryAfter)).isEqualTo(new Later(Duration.ofMillis(millis)));
    }

    @Test
    void readsARetryAfterDateAsNoTime() {
        assertThat(KmeAnswer.of(503, "Thu, 02 Jul 2026 08:00:00 GMT")).isEqualTo(new Later(Duration.ofSeconds(1)));
    }
}
