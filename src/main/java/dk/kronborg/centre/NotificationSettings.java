package dk.kronborg.centre;

import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.linkmonitor.mail.MailServer;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Whom the centre tells of alarms, and how: one channel for every name. */
@ConfigMapping(prefix = "kronborg.notify")
interface NotificationSettings {

    /** By name. */
    @WithParentName
    Map<String, ChannelSettings> channels();

    /** What kinds there are. */
    enum Kind {
        /** A POST to a URL. */
        WEBHOOK,
        /** An e-mail. */
        MAIL
    }

    /** One channel. */
    interface ChannelSettings {

        /** What it is. */
        Kind kind();

        /** Severity from which on an alarm is told. */
        @WithDefault("WARNING")
        Severity leastSeverity();

        /** Whether only matters of security are told. */
        @WithDefault("false")
        boolean securityOnly();

        /** PEM roots of the server; those of the Java machine if left out. */
        Optional<Path> trust();

        /** Webhook: where to, https. */
        Optional<URI> url();

        /** Webhook: file of mode 0600 with the secret by which messages are authenticated, one line. */
        Optional<Path> secretFile();

        /** Mail: the server that takes it. */
        Optional<String> host();

        /** Mail: its port; the usual one if left out. */
        OptionalInt port();

        /** Mail: how the connection is protected. */
        @WithDefault("STARTTLS")
        MailServer.Security security();

        /** Mail: account at the server. */
        Optional<String> user();

        /** Mail: file of mode 0600 with its password, one line. */
        Optional<Path> passwordFile();

        /** Mail: whom it is from. */
        Optional<String> from();

        /** Mail: whom it is for. */
        Optional<List<String>> to();
    }
}
