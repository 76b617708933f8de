package dk.kronborg.linkmonitor.mail;

import dk.kronborg.linkmonitor.notification.Message;
import dk.kronborg.linkmonitor.notification.Messenger;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jboss.logging.Logger;

/**
 * Sends messages as e-mails, in plain text. The {@code Message-ID} is made of the message's key. An e-mail goes to all who
 * are to have it or to none.
 */
public final class Mail implements Messenger, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Mail.class);

    /** What ends the text, and so the moment from which on the server may have it. */
    private static final String END_OF_TEXT = ".";

    private final MailServer server;
    private final InternetAddress from;
    private final Address[] to;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("mail-", 0).factory());

    /**
     * A sender that has not connected yet.
     *
     * @param from one address, RFC 5322
     * @param to   at least one
     * @throws IllegalArgumentException if an address is none
     */
    public Mail(MailServer server, String from, List<String> to) {
        if (to.isEmpty()) {
            throw new IllegalArgumentException("an e-mail is for somebody");
        }
        this.server = server;
        this.from = address(from);
        this.to = to.stream().map(Mail::address).toArray(Address[]::new);
    }

    private static InternetAddress address(String text) {
        try {
            InternetAddress address = new InternetAddress(text, true);
            if (address.getAddress().indexOf('@') > 0) {
                return address;
            }
        } catch (AddressException e) {
            throw new IllegalArgumentException("an address is such as noc@example.org, got " + text, e);
        }
        throw new IllegalArgumentException("an address is such as noc@example.org, got " + text);
    }

    /** The servers' patience holds for every line of theirs; this one is for all of them. */
    @Override
    public Outcome send(UUID key, Message message) {
        AtomicBoolean begun = new AtomicBoolean();
        Future<Outcome> attempt = threads.submit(() -> attempt(key, message, begun));
        try {
            return attempt.get(server.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return late("not taken within " + server.patience().toMillis() + " ms", begun);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return late("the centre stopped before it was taken", begun);
        } catch (ExecutionException e) {
            throw new IllegalStateException("an e-mail cannot be sent", e.getCause());
        } finally {
            attempt.cancel(true);
        }
    }

    private static Outcome late(String detail, AtomicBoolean begun) {
        return begun.get() ? new Outcome.InDoubt(detail) : new Outcome.NotTaken(detail);
    }

    private Outcome attempt(UUID key, Message message, AtomicBoolean begun) {
        Session session = Session.getInstance(server.properties());
        MimeMessage mail;
        Transport transport;
        try {
            mail = mail(session, key, message);
            transport = session.getTransport(server.protocol());
        } catch (MessagingException e) {
            throw new IllegalStateException("an e-mail of a subject and a text can be made", e);
        }
        try {
            connect(transport);
            begun.set(true);
            return hand(transport, mail);
        } catch (AuthenticationFailedException e) {
            return new Outcome.NotTaken("the server refuses the login");
        } catch (MessagingException e) {
            return new Outcome.NotTaken(words(e));
        } finally {
            end(transport);
        }
    }

    /** What became of the message is known by now. */
    private static void end(Transport transport) {
        try {
            transport.close();
        } catch (MessagingException e) {
            LOG.debug("A connection to the mail server did not end well", e);
        }
    }

    private void connect(Transport transport) throws MessagingException {
        if (server.login().isPresent()) {
            MailServer.Login login = server.login().get();
            transport.connect(server.host(), server.port(), login.user(), login.password());
        } else {
            transport.connect(server.host(), server.port(), null, null);
        }
    }

    private Outcome hand(Transport transport, MimeMessage mail) {
        try {
            transport.sendMessage(mail, to);
            return new Outcome.Taken();
        } catch (SMTPSendFailedException e) {
            if (e.getReturnCode() >= 500) {
                return new Outcome.Refused(words(e));
            }
            boolean answered = e.getReturnCode() >= 400;
            return answered || !END_OF_TEXT.equals(e.getCommand().strip())
                    ? new Outcome.NotTaken(words(e))
                    : new Outcome.InDoubt(words(e));
        } catch (SendFailedException e) {
            // An address was refused, before any text.
            return refusedForGood(e) ? new Outcome.Refused(words(e)) : new Outcome.NotTaken(words(e));
        } catch (MessagingException e) {
            return new Outcome.InDoubt(words(e));
        }
    }

    private static boolean refusedForGood(MessagingException e) {
        Exception next = e.getNextException();
        while (next instanceof MessagingException each) {
            if (each instanceof SMTPAddressFailedException address && address.getReturnCode() >= 500) {
                return true;
            }
            next = each.getNextException();
        }
        return false;
    }

    private static String words(MessagingException e) {
        StringBuilder words = new StringBuilder(String.valueOf(e.getMessage()).strip());
        Exception next = e.getNextException();
        while (next != null) {
            words.append("; ").append(String.valueOf(next.getMessage()).strip());
            next = next instanceof MessagingException more ? more.getNextException() : null;
        }
        return words.toString();
    }

    private MimeMessage mail(Session session, UUID key, Message message) throws MessagingException {
        String address = from.getAddress();
        String id = '<' + key.toString() + address.substring(address.indexOf('@')) + '>';
        MimeMessage mail = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", id);
            }
        };
        mail.setFrom(from);
        mail.setRecipients(jakarta.mail.Message.RecipientType.TO, to);
        mail.setSubject(message.subject(), StandardCharsets.UTF_8.name());
        mail.setText(message.body(), StandardCharsets.UTF_8.name());
        mail.setHeader("Auto-Submitted", "auto-generated");
        mail.setHeader(
                "Date",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(Instant.now().atOffset(ZoneOffset.UTC)));
        mail.saveChanges();
        return mail;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
