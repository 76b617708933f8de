package dk.kronborg.testbed.checker;

import dk.kronborg.testbed.checker.Violation.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Finds in a history whatever must never happen to a key, by what SAEs saw and nothing else.
 *
 * <p>A slave's request without an answer, or with 503, may have taken its keys: those may be refused afterwards, but
 * only if the processes were disturbed while that request was under way.
 */
public final class Checker {

    private static final int SERVICE_UNAVAILABLE = 503;
    private static final int BAD_REQUEST = 400;

    /** A key as one slave's. */
    private record Share(UUID id, String slave) {}

    private final History history;
    private final List<Disturbance> disturbances;
    private final List<Violation> violations = new ArrayList<>();
    private final Map<UUID, Order> made = new HashMap<>();
    private final Map<UUID, Answer.Seen> seen = new HashMap<>();
    private final Map<Share, List<Fetch>> attempts = new HashMap<>();
    private final Set<Share> delivered = new HashSet<>();
    private long burnt;

    private Checker(History history) {
        this.history = history;
        this.disturbances = history.disturbances();
    }

    /** Judges a history that has ended: nothing is under way, and every key was fetched or refused at the end. */
    public static Verdict check(History history) {
        Checker checker = new Checker(history);
        return checker.verdict();
    }

    private Verdict verdict() {
        List<Order> orders = history.orders();
        List<Fetch> fetches = history.fetches();
        orders.forEach(this::checkOrder);
        for (Fetch fetch : fetches) {
            fetch.ids()
                    .forEach(id -> attempts.computeIfAbsent(new Share(id, fetch.slave()), share -> new ArrayList<>())
                            .add(fetch));
        }
        fetches.forEach(this::checkFetch);
        checkUnits();
        checkEnds();
        return new Verdict(
                orders.size() + (long) fetches.size(), made.size(), delivered.size(), burnt, inFlight(), violations);
    }

    private void report(Kind kind, String what) {
        violations.add(new Violation(kind, what));
    }

    private void checkOrder(Order order) {
        String who = order.master() + " for " + order.slaves();
        switch (order.answer()) {
            case Answer.Keys(List<Answer.Seen> keys) -> {
                if (keys.size() != order.number()
                        || keys.stream().anyMatch(key -> key.print().bits() != order.bits())) {
                    report(
                            Kind.WRONG_ANSWER,
                            who + " asked for " + order.number() + " keys of " + order.bits() + " bits, got " + keys);
                }
                for (Answer.Seen key : keys) {
                    if (made.putIfAbsent(key.id(), order) != null) {
                        report(Kind.NEW_TWICE, key.id() + ", now to " + who);
                    }
                    compare(key, order.master());
                }
            }
            case Answer.Refused(int status) -> checkStatus(status == SERVICE_UNAVAILABLE, status, who + " asked");
            case Answer.Shortage _ -> {
                // Pools do not last for ever.
            }
            case Answer.None _ -> checkSilence(order.span(), who + " asked for keys");
        }
        if (order.slaves().size() == 1
                && !(order.answer() instanceof Answer.Keys || order.answer() instanceof Answer.Shortage)) {
            checkFelt(order.span(), who + " got no keys: " + order.answer());
        }
    }

    private void compare(Answer.Seen key, String who) {
        Answer.Seen first = seen.putIfAbsent(key.id(), key);
        if (first != null && !first.print().equals(key.print())) {
            report(Kind.DIFFERENT_BYTES, key.id() + " of " + first.print() + " is another one at " + who);
        }
        if (first != null && !first.links().equals(key.links())) {
            report(
                    Kind.DIFFERENT_PROVENANCE,
                    key.id() + " rests on " + first.links() + ", and on " + key.links() + " at " + who);
        }
    }

    private void checkStatus(boolean good, int status, String what) {
        if (!good) {
            report(Kind.WRONG_ANSWER, what + " and was answered " + status);
        }
    }

    private void checkSilence(Span span, String what) {
        if (disturbances.stream().noneMatch(each -> each.span().overlaps(span))) {
            report(Kind.SILENCE, what + " and got no answer within " + span.seconds() + " s");
        }
    }

    private void checkFelt(Span span, String what) {
        disturbances.stream()
                .filter(each -> each.harmless() && each.span().contains(span))
                .findFirst()
                .ifPresent(each -> report(Kind.FELT, what + " during " + each.what()));
    }

    private void checkFetch(Fetch fetch) {
        String who = fetch.slave() + " of " + fetch.master();
        switch (fetch.answer()) {
            case Answer.Keys(List<Answer.Seen> keys) -> {
                if (!keys.stream().map(Answer.Seen::id).toList().equals(fetch.ids())) {
                    report(Kind.WRONG_ANSWER, who + " asked for " + fetch.ids() + " and got " + keys);
                }
                keys.forEach(key -> checkDelivery(key, fetch));
            }
            case Answer.Refused(int status) -> {
                boolean own = fetch.ids().stream().allMatch(id -> isFor(id, fetch));
                checkStatus(
                        status == SERVICE_UNAVAILABLE || status == BAD_REQUEST || (status == 401 && !own),
                        status,
                        who + " asked for " + fetch.ids());
                if (own && status == BAD_REQUEST && fetch.ids().stream().noneMatch(id -> isExplained(id, fetch))) {
                    report(Kind.LOST, fetch.ids() + ", refused to " + who);
                }
                if (own && status == SERVICE_UNAVAILABLE && isUnicast(fetch)) {
                    checkFelt(fetch.span(), who + " was answered 503");
                }
            }
            case Answer.Shortage _ -> report(Kind.WRONG_ANSWER, who + " fetched and was told that keys are short");
            case Answer.None _ -> {
                checkSilence(fetch.span(), who + " asked for " + fetch.ids());
                if (isUnicast(fetch)) {
                    checkFelt(fetch.span(), who + " got no answer");
                }
            }
        }
    }

    private boolean isUnicast(Fetch fetch) {
        return fetch.ids().stream().allMatch(id -> {
            Order order = made.get(id);
            return order != null && order.slaves().size() == 1;
        });
    }

    private boolean isFor(UUID id, Fetch fetch) {
        Order order = made.get(id);
        return order != null
                && order.master().equals(fetch.master())
                && order.slaves().contains(fetch.slave());
    }

    private void checkDelivery(Answer.Seen key, Fetch fetch) {
        compare(key, fetch.slave());
        if (!isFor(key.id(), fetch)) {
            report(Kind.STRANGER, fetch.slave() + " got " + key.id() + " as one of " + fetch.master());
        }
        if (!delivered.add(new Share(key.id(), fetch.slave()))) {
            report(Kind.FETCHED_TWICE, key.id() + " by " + fetch.slave());
        }
    }

    /** Whether another request, begun before this one ended, has taken that key or may have. */
    private boolean isExplained(UUID id, Fetch refused) {
        return attempts.getOrDefault(new Share(id, refused.slave()), List.of()).stream()
                .filter(other -> other.master().equals(refused.master()))
                .filter(other -> other.span().from() - refused.span().until() < 0)
                .anyMatch(other ->
                        other.answer() instanceof Answer.Keys || other.answer().mayHaveTaken());
    }

    private void checkUnits() {
        Map<Long, UUID> owners = new HashMap<>();
        seen.forEach((id, key) -> key.print().wholeUnits().forEach(unit -> {
            UUID owner = owners.putIfAbsent(unit, id);
            if (owner != null) {
                report(Kind.SHARED_BITS, "8 bytes of " + owner + " are in " + id + " too");
            }
        }));
    }

    private void checkEnds() {
        made.forEach((id, order) -> order.slaves().stream()
                .map(slave -> new Share(id, slave))
                .filter(share -> !delivered.contains(share))
                .forEach(share -> checkEnd(share, attempts.getOrDefault(share, List.of()))));
    }

    private void checkEnd(Share share, List<Fetch> asked) {
        boolean refused = asked.stream()
                .anyMatch(fetch -> fetch.ids().size() == 1
                        && fetch.answer() instanceof Answer.Refused(int status)
                        && status == BAD_REQUEST);
        List<Fetch> unanswered =
                asked.stream().filter(fetch -> fetch.answer().mayHaveTaken()).toList();
        if (!refused) {
            report(Kind.UNSETTLED, share + " was neither delivered nor refused");
        } else if (!unanswered.isEmpty()) {
            burnt++;
            if (unanswered.stream().noneMatch(this::isDisturbed)) {
                report(Kind.BURNT_IN_PEACE, share.toString());
            }
        }
        // Refused with nothing unanswered has been found as lost.
    }

    private boolean isDisturbed(Fetch fetch) {
        return disturbances.stream().anyMatch(each -> each.span().overlaps(fetch.span()));
    }

    private long inFlight() {
        return attempts.entrySet().stream()
                .filter(each -> made.containsKey(each.getKey().id()))
                .filter(each -> each.getValue().stream()
                        .anyMatch(fetch -> fetch.answer().mayHaveTaken() && isDisturbed(fetch)))
                .count();
    }
}
