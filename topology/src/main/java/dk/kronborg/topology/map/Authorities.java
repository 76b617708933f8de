package dk.kronborg.topology.map;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whose signatures count: the keys of the centre, those of the officers, and those that once did and never will again.
 *
 * @param centre   1 to 8 keys, any of which signs maps and heads; kept in order
 * @param officers 2 to 16, all with names and keys of their own; kept in order of their names
 * @param retired  at most 512 keys that count no more; kept in order
 * @throws IllegalArgumentException if there are too few or too many, or a key or a name stands twice
 */
public record Authorities(List<Pin> centre, List<Officer> officers, List<Pin> retired) {

    /** How many different officers must sign what touches security. */
    public static final int QUORUM = 2;

    static final int MOST_CENTRE_KEYS = 8;
    static final int MOST_OFFICERS = 16;
    static final int MOST_RETIRED = 512;

    public Authorities {
        centre = centre.stream().sorted().toList();
        officers = officers.stream().sorted(Comparator.comparing(Officer::name)).toList();
        retired = retired.stream().sorted().toList();
        within("keys of the centre", centre, 1, MOST_CENTRE_KEYS);
        within("officers", officers, QUORUM, MOST_OFFICERS);
        within("retired keys", retired, 0, MOST_RETIRED);
        if (officers.stream().map(Officer::name).distinct().count() < officers.size()) {
            throw new IllegalArgumentException("an officer is named twice");
        }
        Set<Pin> seen = new HashSet<>();
        Stream.of(centre.stream(), officers.stream().map(Officer::key), retired.stream())
                .flatMap(keys -> keys)
                .forEach(key -> {
                    if (!seen.add(key)) {
                        throw new IllegalArgumentException("key " + key
                                + " stands twice: a key has one owner, and serves no more once it is retired");
                    }
                });
    }

    private static void within(String what, List<?> list, int least, int most) {
        if (list.size() < least || list.size() > most) {
            throw new IllegalArgumentException(
                    "there are " + least + " to " + most + ' ' + what + ", got " + list.size());
        }
    }

    /**
     * Those who are named in place of these; what serves no more is retired.
     *
     * @throws IllegalArgumentException if they may not follow these; the message says why
     */
    public Authorities successor(Authorities named) {
        Authorities next = successor(named.centre, named.officers);
        next.faultAfter(this).ifPresent(fault -> {
            throw new IllegalArgumentException(fault);
        });
        return next;
    }

    /** Others in place of these; what serves no more is retired. */
    public Authorities successor(List<Pin> newCentre, List<Officer> newOfficers) {
        Set<Pin> gone = new TreeSet<>(retired);
        gone.addAll(active());
        newCentre.forEach(gone::remove);
        newOfficers.stream().map(Officer::key).forEach(gone::remove);
        gone.addAll(retired);
        return new Authorities(newCentre, newOfficers, List.copyOf(gone));
    }

    /** Why these may not follow those, if they may not. */
    public Optional<String> faultAfter(Authorities before) {
        if (!new HashSet<>(retired).containsAll(before.retired)) {
            return Optional.of("a retired key is retired no more");
        }
        Set<Pin> known = new HashSet<>(active());
        known.addAll(retired);
        if (!known.containsAll(before.active())) {
            return Optional.of("a key serves no more, and is not retired");
        }
        Set<Pin> moved = new HashSet<>(officerKeys());
        moved.retainAll(before.centre);
        Set<Pin> promoted = new HashSet<>(before.officerKeys());
        promoted.retainAll(centre);
        return moved.isEmpty() && promoted.isEmpty()
                ? Optional.empty()
                : Optional.of("a key of the centre is an officer's, or the reverse");
    }

    /** Its members {@code centre}, {@code officers} and {@code retired}. */
    public Statement statement() {
        return into(Statement.part());
    }

    Statement into(Statement statement) {
        return statement
                .with("centre", centre)
                .with("officers", officers.stream().map(Officer::statement).toList())
                .with("retired", retired);
    }

    /** The keys of the officers. */
    public Set<Pin> officerKeys() {
        return officers.stream().map(Officer::key).collect(Collectors.toSet());
    }

    private Set<Pin> active() {
        Set<Pin> keys = new HashSet<>(centre);
        keys.addAll(officerKeys());
        return keys;
    }
}
