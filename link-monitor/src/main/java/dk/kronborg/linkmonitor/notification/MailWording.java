package dk.kronborg.linkmonitor.notification;

import dk.kronborg.linkmonitor.alarm.Alarm;
import dk.kronborg.linkmonitor.alarm.Resource;
import dk.kronborg.linkmonitor.alarm.Severity;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Alarms as plain text for people who are somewhere else: what, where, since when, who is hit, what to do. */
public final class MailWording implements Wording {

    private static final int MOST_LISTED = 50;

    private final Function<Resource, List<String>> hit;
    private final Optional<URI> console;

    /**
     * Words for the alarms of a network.
     *
     * @param hit     whose keys depend on a resource
     * @param console where the operators' console is, if people can go there
     */
    public MailWording(Function<Resource, List<String>> hit, Optional<URI> console) {
        this.hit = hit;
        this.console = console;
    }

    @Override
    public Message of(News news) {
        Alarm alarm = news.alarm();
        StringBuilder text = new StringBuilder();
        line(text, "What", alarm.kind().words());
        if (!alarm.text().isEmpty()) {
            line(text, "", oneLine(alarm.text()));
        }
        line(text, "Where", alarm.key().resource().toString());
        line(text, "Severity", alarm.severity() + (alarm.kind().security() ? ", a matter of security" : ""));
        line(text, "Since", alarm.raisedAt() + (alarm.occurrences() > 1 ? ", time " + alarm.occurrences() : ""));
        if (alarm.cleared()) {
            line(text, "Over at", alarm.changedAt().toString());
        }
        List<String> pairs = hit.apply(alarm.key().resource());
        line(text, "Hit", pairs.isEmpty() ? "no pair of SAEs" : String.join("; ", pairs));
        if (!alarm.cleared()) {
            text.append("\nWhat to do:\n");
            alarm.kind()
                    .repairActions()
                    .forEach(action -> text.append("- ").append(action).append('\n'));
        }
        end(text, "Alarm " + alarm.id());
        return new Message(subject(news), text.toString());
    }

    private static String subject(News news) {
        Alarm alarm = news.alarm();
        return oneLine("[" + alarm.severity() + "] " + alarm.key().resource() + ": "
                + alarm.kind().words());
    }

    @Override
    public Message ofStorm(UUID key, List<News> newses) {
        StringBuilder text = new StringBuilder();
        text.append("So many alarms at once that they come as one message:\n\n");
        newses.stream()
                .collect(Collectors.groupingBy(
                        news -> news.alarm().severity(),
                        () -> new TreeMap<Severity, Long>(Comparator.reverseOrder()),
                        Collectors.counting()))
                .forEach((severity, count) ->
                        text.append(severity).append(": ").append(count).append('\n'));
        text.append('\n');
        newses.stream()
                .limit(MOST_LISTED)
                .forEach(news -> text.append(news.alarm().raisedAt())
                        .append(' ')
                        .append(subject(news))
                        .append('\n'));
        if (newses.size() > MOST_LISTED) {
            text.append("and ").append(newses.size() - MOST_LISTED).append(" more\n");
        }
        end(text, "Message " + key);
        Severity worst = newses.stream()
                .map(news -> news.alarm().severity())
                .max(Comparator.naturalOrder())
                .orElse(Severity.INDETERMINATE);
        return new Message("[" + worst + "] alarm storm: " + newses.size() + " alarms", text.toString());
    }

    private void end(StringBuilder text, String reference) {
        text.append('\n');
        console.ifPresent(uri -> text.append("Console: ").append(uri).append('\n'));
        text.append(reference).append('\n');
    }

    private static void line(StringBuilder text, String label, String value) {
        text.append(String.format("%-10s", label.isEmpty() ? "" : label + ":"))
                .append(value)
                .append('\n');
    }

    /** What a device says of itself gets no line, nor header, of its own. */
    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\u2028\u2029]+", " ");
    }
}
