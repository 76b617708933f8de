package dk.kronborg.kme;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KeysAtRestTest {

    /** The tamper input, and the mark by which one process tells the others: all follow within a second. */
    @Test
    void looksFourTimesASecond() throws ReflectiveOperationException {
        Field pause = KeysAtRest.class.getDeclaredField("LOOK_PAUSE");
        pause.setAccessible(true);

        assertThat((Duration) pause.get(null)).isLessThanOrEqualTo(Duration.ofMillis(250));
    }
}
