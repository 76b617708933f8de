package dk.kronborg.linkmonitor.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dk.kronborg.linkmonitor.TestServerKey;
import dk.kronborg.linkmonitor.file.TrustFile;
import dk.kronborg.linkmonitor.mail.MailServer.Login;
import dk.kronborg.linkmonitor.mail.MailServer.Security;
import dk.kronborg.linkmonitor.notification.Message;
import dk.kronborg.linkmonitor.notification.Messenger.Outcome;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** E-mails to real SMTP servers. */
class MailTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final UUID KEY = UUID.fromString("6f6c1a52-9d0e-4a58-9b1f-2e6d4c8a9b10");
    private static final Message MESSAGE = new Message("[MAJOR] Brud på kablet", "Hvad: æøå\nHvor: link:MFA-MOD\n");
    private static final List<String> TO = List.of("noc@example.org", "Vagt <vagt@example.org>");

    private static final TestServerKey SERVER_KEY = TestServerKey.make();

    private static Outcome send(int port, Security security, Optional<Login> login, Duration patience) {
        MailServer server = new MailServer(
                "localhost", port, security, login, TrustFile.tls(Optional.of(SERVER_KEY.trust())), patience);
        try (Mail mail = new Mail(server, "Kronborg <kronborg@centre.example.org>", TO)) {
            return mail.send(KEY, MESSAGE);
        }
    }

    private static GreenMail server(String protocol) {
        System.setProperty("greenmail.tls.keystore.file", SERVER_KEY.store().toString());
        System.setProperty("greenmail.tls.keystore.password", TestServerKey.PASSWORD);
        GreenMail server = new GreenMail(new ServerSetup(0, "localhost", protocol));
        server.start();
        return server;
    }

    @Test
    void sendsPlainTextToAll() throws Exception {
        GreenMail server = server(ServerSetup.PROTOCOL_SMTP);
        try {
            assertThat(send(server.getSmtp().getPort(), Security.NONE, Optional.empty(), PATIENCE))
                    .isEqualTo(new Outcome.Taken());

            MimeMessage[] received = server.getReceivedMessages();
            assertThat(received).hasSize(2);
            assertThat(received[0].getSubject()).isEqualTo(MESSAGE.subject());
            assertThat(received[0].getContent().toString().replace("\r\n", "\n").strip())
                    .isEqualTo(MESSAGE.body().strip());
            assertThat(received[0].getContentType()).startsWith("text/plain");
            assertThat(received[0].getMessageID()).isEqualTo("<" + KEY + "@centre.example.org>");
            assertThat(received[0].getHeader("Auto-Submitted")).containsExactly("auto-generated");
        } finally {
            server.stop();
        }
    }

    @Test
    void sendsOverTlsWithALogin() {
        GreenMail server = server(ServerSetup.PROTOCOL_SMTPS);
        try {
            server.setUser("kronborg", "geheim");
            int port = server.getSmtps().getPort();

            assertThat(send(port, Security.TLS, Optional.of(new Login("kronborg", "geheim")), PATIENCE))
                    .isEqualTo(new Outcome.Taken());
            assertThat(send(port, Security.TLS, Optional.of(new Login("kronborg", "wrong")), PATIENCE))
                    .isEqualTo(new Outcome.NotTaken("the server refuses the login"));
            assertThat(server.getReceivedMessages()).hasSize(2);
        } finally {
            server.stop();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "greeting, 421 later, NotTaken",
        "greeting, hang up, NotTaken",
        "MAIL, 451 later, NotTaken",
        "MAIL, 550 not you, Refused",
        "RCPT, 550 nobody here, Refused",
        "RCPT, 450 later, NotTaken",
        "DATA, 451 later, NotTaken",
        "DATA, 554 no, Refused",
        "., 451 later, NotTaken",
        "., 552 too large, Refused",
        "., hang up, InDoubt",
    })
    void readsTheAnswer(String command, String answer, String outcome) {
        try (ScriptedMailServer server = new ScriptedMailServer(Map.of(command, answer))) {
            Outcome found = send(server.port(), Security.NONE, Optional.empty(), PATIENCE);

            assertThat(found.getClass().getSimpleName()).as(found.toString()).isEqualTo(outcome);
        }
    }

    @Test
    void isInDoubtOnlyOnceItHasBegun() {
        try (ScriptedMailServer server = new ScriptedMailServer(Map.of(".", ScriptedMailServer.WAIT))) {
            assertThat(send(server.port(), Security.NONE, Optional.empty(), Duration.ofSeconds(10)))
                    .isInstanceOf(Outcome.InDoubt.class);
            assertThat(server.heard()).contains("DATA");
        }
        try (ScriptedMailServer server = new ScriptedMailServer(Map.of("greeting", ScriptedMailServer.WAIT))) {
            assertThat(send(server.port(), Security.NONE, Optional.empty(), Duration.ofSeconds(1)))
                    .isInstanceOf(Outcome.NotTaken.class);
        }
    }

    @Test
    void saysNothingInTheClearWhereItShouldNot() {
        try (ScriptedMailServer server = new ScriptedMailServer(Map.of())) {
            assertThat(send(server.port(), Security.STARTTLS, Optional.empty(), PATIENCE))
                    .isInstanceOf(Outcome.NotTaken.class);
            assertThat(server.heard()).doesNotContain("MAIL", "DATA");
        }
        assertThatThrownBy(() -> send(25, Security.NONE, Optional.of(new Login("kronborg", "geheim")), PATIENCE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("TLS")
                .hasMessageNotContaining("geheim");
    }

    @Test
    void refusesWhatIsNoAddress() {
        MailServer server = new MailServer(
                "localhost", 25, Security.NONE, Optional.empty(), TrustFile.tls(Optional.empty()), PATIENCE);

        assertThatThrownBy(() -> new Mail(server, "kronborg", TO)).hasMessageContaining("got kronborg");
        assertThatThrownBy(() -> new Mail(server, "kronborg@example.org", List.of("noc@", "b@example.org")))
                .hasMessageContaining("got noc@");
        assertThatThrownBy(() -> new Mail(server, "kronborg@example.org", List.of()))
                .hasMessageContaining("somebody");
    }
}
