package dk.kronborg.kms.epoch;

import dk.kronborg.kms.epoch.EpochFault.Reason;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The suites that a KME uses, by its configuration. A suite is retired by no longer naming it.
 *
 * @param suites the highest rank first
 * @throws IllegalArgumentException if there is none
 */
public record EnabledSuites(List<Suite> suites) {

    /** More than any KME enables; a longer list in a message is refused. */
    static final int MOST = 16;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9+._/-]{1,64}");

    public EnabledSuites {
        suites = suites.stream()
                .distinct()
                .sorted(Comparator.comparingInt(Suite::rank).reversed())
                .toList();
        if (suites.isEmpty()) {
            throw new IllegalArgumentException("no suite is enabled; there are " + known());
        }
    }

    /**
     * The suites of these names.
     *
     * @throws IllegalArgumentException if one is not known, naming those that are
     */
    public static EnabledSuites named(Collection<String> names) {
        return new EnabledSuites(names.stream()
                .map(name -> Suite.named(name)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "there is no suite \"" + name + "\"; there are " + known())))
                .toList());
    }

    /**
     * Looks at a list in a message.
     *
     * @throws EpochFault if it is none that anybody sends
     */
    static void check(List<String> names) {
        if (names.isEmpty() || names.size() > MOST || new HashSet<>(names).size() != names.size()) {
            throw new EpochFault(
                    Reason.MALFORMED, "a message names 1 to " + MOST + " suites once each, got " + names.size());
        }
        if (!names.stream().allMatch(name -> NAME.matcher(name).matches())) {
            throw new EpochFault(Reason.MALFORMED, "a suite's name is 1 to 64 characters of " + NAME);
        }
    }

    private static String known() {
        return Suite.ALL.stream().map(Suite::name).collect(Collectors.joining(", "));
    }

    public List<String> names() {
        return suites.stream().map(Suite::name).toList();
    }

    /** The one of the highest rank that both ends enable: the only one that they may use. */
    public Optional<Suite> best(Collection<String> theirs) {
        return suites.stream().filter(suite -> theirs.contains(suite.name())).findFirst();
    }
}
