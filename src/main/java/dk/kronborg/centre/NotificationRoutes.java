package dk.kronborg.centre;

import dk.kronborg.centre.NotificationSettings.ChannelSettings;
import dk.kronborg.linkmonitor.alarm.Resource;
import dk.kronborg.linkmonitor.file.TrustFile;
import dk.kronborg.linkmonitor.http.Webhook;
import dk.kronborg.linkmonitor.json.WebhookWording;
import dk.kronborg.linkmonitor.mail.Mail;
import dk.kronborg.linkmonitor.mail.MailServer;
import dk.kronborg.linkmonitor.notification.Channel;
import dk.kronborg.linkmonitor.notification.MailWording;
import dk.kronborg.linkmonitor.notification.Route;
import dk.kronborg.process.SecretFile;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Makes channels of what is configured; what is configured wrongly is said with its name. */
final class NotificationRoutes {

    private static final Duration WEBHOOK_PATIENCE = Duration.ofSeconds(10);
    private static final Duration MAIL_PATIENCE = Duration.ofSeconds(30);
    private static final int SHORTEST_SECRET = 32;

    private final Function<Resource, List<String>> hit;
    private final Optional<URI> console;

    NotificationRoutes(Function<Resource, List<String>> hit, Optional<URI> console) {
        this.hit = hit;
        this.console = console;
    }

    /**
     * All channels.
     *
     * @throws IllegalStateException if one is configured wrongly; the message names the setting
     */
    List<Route> of(Map<String, ChannelSettings> channels) {
        List<Route> routes = new ArrayList<>();
        new TreeMap<>(channels).forEach((name, settings) -> {
            try {
                routes.add(route(name, settings));
            } catch (IllegalArgumentException e) {
                throw new IllegalStateException("kronborg.notify." + name + ": " + e.getMessage(), e);
            }
        });
        return routes;
    }

    private Route route(String name, ChannelSettings settings) {
        return switch (settings.kind()) {
            case WEBHOOK -> new Route(channel(name, settings, true), new WebhookWording(hit), webhook(settings));
            case MAIL -> new Route(channel(name, settings, false), new MailWording(hit, console), mail(settings));
        };
    }

    private static Channel channel(String name, ChannelSettings settings, boolean recognises) {
        return new Channel(name, settings.leastSeverity(), settings.securityOnly(), recognises);
    }

    private static Webhook webhook(ChannelSettings settings) {
        unused("host", settings.host());
        unused("to", settings.to());
        return new Webhook(
                required("url", settings.url()),
                SecretFile.line(required("secret-file", settings.secretFile()), SHORTEST_SECRET),
                TrustFile.tls(settings.trust()),
                WEBHOOK_PATIENCE);
    }

    private static Mail mail(ChannelSettings settings) {
        unused("url", settings.url());
        unused("secret-file", settings.secretFile());
        Optional<MailServer.Login> login = settings.user()
                .map(user -> new MailServer.Login(
                        user, SecretFile.line(required("password-file", settings.passwordFile()), 1)));
        MailServer server = new MailServer(
                required("host", settings.host()),
                settings.port().orElse(settings.security().port()),
                settings.security(),
                login,
                TrustFile.tls(settings.trust()),
                MAIL_PATIENCE);
        return new Mail(server, required("from", settings.from()), required("to", settings.to()));
    }

    private static <T> T required(String setting, Optional<T> value) {
        return value.orElseThrow(() -> new IllegalArgumentException(setting + " is missing"));
    }

    private static void unused(String setting, Optional<?> value) {
        if (value.isPresent()) {
            throw new IllegalArgumentException(setting + " is of no use for this kind of channel");
        }
    }
}
