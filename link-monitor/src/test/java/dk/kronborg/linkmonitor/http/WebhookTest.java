package dk.kronborg.linkmonitor.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.linkmonitor.TestServerKey;
import dk.kronborg.linkmonitor.file.TrustFile;
import dk.kronborg.linkmonitor.notification.Message;
import dk.kronborg.linkmonitor.notification.Messenger.Outcome;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A webhook against a real HTTPS server. */
class WebhookTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final UUID KEY = UUID.fromString("6f6c1a52-9d0e-4a58-9b1f-2e6d4c8a9b10");
    private static final Message MESSAGE = new Message("", "{\"text\":\"Brud på kablet\"}");

    private static final TestServerKey SERVER_KEY = TestServerKey.make();

    private final Receiver receiver = new Receiver(SERVER_KEY);

    @AfterEach
    void close() {
        receiver.close();
    }

    private Outcome send(Duration patience) {
        return send(receiver.url(), Optional.of(SERVER_KEY.trust()), patience);
    }

    private static Outcome send(URI url, Optional<Path> trust, Duration patience) {
        try (Webhook webhook = new Webhook(url, SECRET, TrustFile.tls(trust), patience)) {
            return webhook.send(KEY, MESSAGE);
        }
    }

    @Test
    void postsWithKeyAndSignature() throws Exception {
        assertThat(send(Duration.ofSeconds(10))).isEqualTo(new Outcome.Taken());

        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
        String signature = HexFormat.of().formatHex(mac.doFinal(MESSAGE.body().getBytes(StandardCharsets.UTF_8)));
        assertThat(receiver.posts())
                .containsExactly(
                        new Receiver.Post(KEY.toString(), "sha256=" + signature, "application/json", MESSAGE.body()));
    }

    @ParameterizedTest
    @CsvSource({
        "200, Taken",
        "204, Taken",
        "302, Refused",
        "400, Refused",
        "401, NotTaken",
        "404, NotTaken",
        "410, Refused",
        "422, Refused",
        "429, NotTaken",
        "500, InDoubt",
        "502, InDoubt",
        "503, NotTaken",
        "504, InDoubt"
    })
    void readsTheStatus(int status, String outcome) {
        receiver.behave(Receiver.status(status));

        assertThat(send(Duration.ofSeconds(10)).getClass().getSimpleName()).isEqualTo(outcome);
        assertThat(receiver.posts()).hasSize(1);
    }

    @Test
    void isInDoubtWhenNoAnswerComes() {
        receiver.behave(receiver.hang());
        assertThat(send(Duration.ofSeconds(5))).isEqualTo(new Outcome.InDoubt("no answer within 5000 ms"));

        receiver.behave(receiver.neverEndingBody());
        assertThat(send(Duration.ofSeconds(5))).isEqualTo(new Outcome.InDoubt("no answer within 5000 ms"));

        receiver.behave(Receiver.hangUp());
        assertThat(send(Duration.ofSeconds(10))).isInstanceOf(Outcome.InDoubt.class);
    }

    @Test
    void wasNotTakenWhereNobodyListens() {
        URI gone = receiver.url();
        receiver.close();

        assertThat(send(gone, Optional.of(SERVER_KEY.trust()), Duration.ofSeconds(10)))
                .isInstanceOf(Outcome.NotTaken.class);
    }

    @Test
    void tellsNothingToAServerThatItDoesNotTrust() {
        assertThat(send(receiver.url(), Optional.empty(), Duration.ofSeconds(10)))
                .isInstanceOf(Outcome.NotTaken.class);
        assertThat(receiver.posts()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://example.org/alarms", "https:/alarms", "alarms", "https://user:word@example.org/"})
    void refusesOtherUrls(String url) {
        assertThatThrownBy(() ->
                        new Webhook(URI.create(url), SECRET, TrustFile.tls(Optional.empty()), Duration.ofSeconds(10)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("https://")
                .hasMessageNotContaining("word");
    }
}
