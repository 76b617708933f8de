package dk.kronborg.linkmonitor.mail;

import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLContext;

/**
 * The server that takes e-mails (SMTP).
 *
 * @param login    if it wants one; never without TLS
 * @param tls      says whom to trust
 * @param patience until it has a message
 * @throws IllegalArgumentException if the port is none, or a password would go out in the clear
 */
public record MailServer(
        String host, int port, Security security, Optional<Login> login, SSLContext tls, Duration patience) {

    /** How the connection is protected. */
    public enum Security {
        /** TLS after STARTTLS; nothing is sent if the server has no such thing. */
        STARTTLS,
        /** TLS from the first byte. */
        TLS,
        /** Not at all. */
        NONE;

        /** The usual port. */
        public int port() {
            return switch (this) {
                case STARTTLS -> 587;
                case TLS -> 465;
                case NONE -> 25;
            };
        }
    }

    /** Account at the server. */
    public record Login(String user, String password) {

        /** Without the password. */
        @Override
        public String toString() {
            return user;
        }
    }

    public MailServer {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is 1 to 65535, got " + port);
        }
        if (security == Security.NONE && login.isPresent()) {
            throw new IllegalArgumentException("a password is not sent without TLS");
        }
    }

    /** Settings for Jakarta Mail. */
    Properties properties() {
        Properties properties = new Properties();
        String prefix = "mail." + protocol() + '.';
        properties.put(prefix + "host", host);
        properties.put(prefix + "port", Integer.toString(port));
        properties.put(prefix + "auth", Boolean.toString(login.isPresent()));
        properties.put(prefix + "starttls.enable", Boolean.toString(security == Security.STARTTLS));
        properties.put(prefix + "starttls.required", Boolean.toString(security == Security.STARTTLS));
        properties.put(prefix + "ssl.socketFactory", tls.getSocketFactory());
        properties.put(prefix + "ssl.socketFactory.fallback", "false");
        properties.put(prefix + "ssl.checkserveridentity", "true");
        properties.put(prefix + "ssl.protocols", "TLSv1.3 TLSv1.2");
        for (String wait : new String[] {"connectiontimeout", "timeout", "writetimeout"}) {
            properties.put(prefix + wait, Long.toString(patience.toMillis()));
        }
        return properties;
    }

    String protocol() {
        return security == Security.TLS ? "smtps" : "smtp";
    }
}
