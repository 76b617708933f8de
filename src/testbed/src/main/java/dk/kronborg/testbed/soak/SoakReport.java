package dk.kronborg.testbed.soak;

import dk.kronborg.testbed.checker.Answer;
import dk.kronborg.testbed.checker.Disturbance;
import dk.kronborg.testbed.checker.History;
import dk.kronborg.testbed.checker.Span;
import dk.kronborg.testbed.checker.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What came of a soak.
 *
 * @param kills processes that were killed
 */
public record SoakReport(Soak soak, Span span, History history, int kills, Verdict verdict) {

    private static final int SHOWN_VIOLATIONS = 30;

    /** Requests that began and ended while something that must not be felt was going on. */
    public long undisturbedRequests() {
        List<Span> harmless = history.disturbances().stream()
                .filter(Disturbance::harmless)
                .map(Disturbance::span)
                .toList();
        return requests()
                .filter(request -> harmless.stream().anyMatch(span -> span.contains(request)))
                .count();
    }

    private Stream<Span> requests() {
        return Stream.concat(
                history.orders().stream().map(order -> order.span()),
                history.fetches().stream().map(fetch -> fetch.span()));
    }

    private static String answers(Stream<Answer> answers) {
        Map<String, Long> counts = answers.collect(Collectors.groupingBy(
                answer -> switch (answer) {
                    case Answer.Keys _ -> "200";
                    case Answer.Refused(int status) -> Integer.toString(status);
                    case Answer.Shortage _ -> "short";
                    case Answer.None _ -> "none";
                },
                TreeMap::new,
                Collectors.counting()));
        return counts.toString();
    }

    /** For people: counts, and every violation up to the {@value #SHOWN_VIOLATIONS}th. */
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "seed %d, %.0f s, %d faults, %d of them kills%n",
                soak.seed(),
                span.seconds(),
                history.disturbances().size(),
                kills));
        text.append(String.format(
                "operations %d: enc_keys %s, dec_keys %s%n",
                verdict.operations(),
                answers(history.orders().stream().map(order -> order.answer())),
                answers(history.fetches().stream().map(fetch -> fetch.answer()))));
        text.append(String.format(
                "keys %d, deliveries to slaves %d, burnt %d of %d in flight%n",
                verdict.keys(), verdict.deliveries(), verdict.burnt(), verdict.inFlight()));
        text.append(
                String.format("requests while the KMEs were parted or Kafka was away: %d%n", undisturbedRequests()));
        text.append(String.format("violations %d%n", verdict.violations().size()));
        verdict.violations().stream()
                .limit(SHOWN_VIOLATIONS)
                .forEach(violation -> text.append("  ").append(violation).append('\n'));
        return text.toString();
    }
}
