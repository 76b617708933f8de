package dk.kronborg.linkmonitor.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.linkmonitor.TestServerKey;
import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.linkmonitor.file.TrustFile;
import dk.kronborg.linkmonitor.http.Receiver;
import dk.kronborg.linkmonitor.http.Webhook;
import dk.kronborg.linkmonitor.json.WebhookWording;
import dk.kronborg.linkmonitor.notification.Backoff;
import dk.kronborg.linkmonitor.notification.Channel;
import dk.kronborg.linkmonitor.notification.NotificationPlan;
import dk.kronborg.linkmonitor.notification.Notifier;
import dk.kronborg.linkmonitor.notification.Route;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two processes' notifiers on one database, and real HTTPS receivers. */
class NotifierTest {

    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long TEST_SECONDS = 60;
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private static final CentreDatabase DATABASE = CentreDatabase.start();
    private static final TestServerKey SERVER_KEY = TestServerKey.make();

    private static final Channel HOOK = new Channel("hook", Severity.WARNING, false, true);
    private static final Channel OTHER = new Channel("other", Severity.WARNING, false, true);

    private final Receiver receiver = new Receiver(SERVER_KEY);
    private final Receiver other = new Receiver(SERVER_KEY);
    private final Webhook webhook = webhook(receiver, PATIENCE);
    private final Webhook otherWebhook = webhook(other, PATIENCE);
    private final Semaphore sent = new Semaphore(0);
    private final PostgresNotifications ledger = new PostgresNotifications(
            DATABASE.dataSource(),
            new Backoff(Duration.ofMillis(20), Duration.ofMillis(100), 50),
            Duration.ofMinutes(2),
            (channel, id, state, detail) -> sent.release());

    private static Webhook webhook(Receiver receiver, Duration patience) {
        return new Webhook(receiver.url(), SECRET, TrustFile.tls(Optional.of(SERVER_KEY.trust())), patience);
    }

    @AfterAll
    static void stop() {
        DATABASE.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        DATABASE.execute("truncate alarm, alarm_change, notification");
    }

    @AfterEach
    void close() {
        webhook.close();
        otherWebhook.close();
        receiver.close();
        other.close();
    }

    private static Route route(Channel channel, Webhook webhook) {
        return new Route(channel, new WebhookWording(resource -> List.of()), webhook);
    }

    private Notifier notifier(Route... routes) {
        return new Notifier(ledger, List.of(routes), Clock.systemUTC(), PAUSE);
    }

    private static void raise(int count, Channel... channels) throws SQLException {
        ToldAlarms alarms = new ToldAlarms(DATABASE, new NotificationPlan(List.of(channels), Duration.ZERO));
        for (int i = 0; i < count; i++) {
            alarms.raise("LINK-" + i, Severity.MAJOR, Instant.now());
        }
    }

    @Test
    void everyAlarmArrivesOnceFromTwoProcesses() throws Exception {
        raise(20, HOOK);
        try (Notifier one = notifier(route(HOOK, webhook));
                Notifier two = notifier(route(HOOK, webhook))) {
            one.begin();
            two.begin();
            assertThat(sent.tryAcquire(20, TEST_SECONDS, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(receiver.posts()).hasSize(20);
        assertThat(receiver.posts()).extracting(Receiver.Post::key).doesNotHaveDuplicates();
        assertThat(DATABASE.number("select count(*) from notification where state = 'SENT'"))
                .isEqualTo(20);
    }

    /** What the receiver has is the same whenever it comes again under a key. */
    @Test
    void allArriveThoughTheReceiverRefusesHangsUpAndFails() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        receiver.behave((post, exchange) -> {
            switch (calls.getAndIncrement() % 5) {
                case 0 -> Receiver.status(503).answer(post, exchange);
                case 1 -> Receiver.status(500).answer(post, exchange);
                case 2 -> Receiver.hangUp().answer(post, exchange);
                default -> Receiver.status(200).answer(post, exchange);
            }
        });
        raise(15, HOOK);
        try (Notifier one = notifier(route(HOOK, webhook));
                Notifier two = notifier(route(HOOK, webhook))) {
            one.begin();
            two.begin();
            assertThat(sent.tryAcquire(15, TEST_SECONDS, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(DATABASE.number("select count(*) from notification where state = 'SENT'"))
                .isEqualTo(15);
        assertThat(receiver.posts()).hasSizeGreaterThan(15);
        assertThat(receiver.posts().stream().collect(Collectors.groupingBy(Receiver.Post::key)))
                .hasSize(15);
    }

    @Test
    void aChannelThatHangsHoldsUpNoOther() throws Exception {
        receiver.behave(receiver.hang());
        raise(3, HOOK, OTHER);
        try (Webhook hanging = webhook(receiver, Duration.ofMinutes(5));
                Notifier notifier = notifier(route(HOOK, hanging), route(OTHER, otherWebhook))) {
            notifier.begin();
            assertThat(sent.tryAcquire(3, TEST_SECONDS, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(other.posts()).hasSize(3);
        assertThat(DATABASE.number("select count(*) from notification where channel = 'other' and state = 'SENT'"))
                .isEqualTo(3);
    }

    @Test
    void goesOnWhenTheDatabaseWasAway() throws Exception {
        try (Notifier notifier = notifier(route(HOOK, webhook))) {
            notifier.begin();
            DATABASE.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where backend_type = 'client backend' and pid <> pg_backend_pid()");
            raise(3, HOOK);
            assertThat(sent.tryAcquire(3, TEST_SECONDS, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(receiver.posts())
                .extracting(Receiver.Post::key)
                .doesNotHaveDuplicates()
                .hasSize(3);
    }
}
