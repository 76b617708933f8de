package dk.kronborg.topology.network;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The names by which people choose a {@link KeyPolicy}. */
public enum PolicyClass {
    /** Quantum keys or none. */
    QKD_ONLY,
    /** Quantum keys and PQC combined or, unless quantum keys are required, PQC while there are none. */
    ALWAYS_HYBRID,
    /** Quantum keys, and PQC while there are none. */
    PREFER_QKD,
    /** Whatever there is. */
    PQC_ALLOWED;

    static final String NAMES = Arrays.stream(values())
            .map(PolicyClass::name)
            .collect(Collectors.joining(", "))
            .replaceFirst(", (?=[^,]*$)", " or ");

    /** The policy that is meant where nothing but the name is said. */
    public KeyPolicy policy() {
        return switch (this) {
            case QKD_ONLY -> new KeyPolicy(true, false, false, false);
            case ALWAYS_HYBRID -> new KeyPolicy(true, true, false, false);
            case PREFER_QKD -> new KeyPolicy(true, false, true, false);
            case PQC_ALLOWED -> new KeyPolicy(false, false, true, false);
        };
    }

    /** Whether people may say if quantum keys are required. */
    public boolean leavesQkdOpen() {
        return this == ALWAYS_HYBRID;
    }

    static Optional<PolicyClass> find(String name) {
        return Arrays.stream(values())
                .filter(known -> known.name().equals(name))
                .findFirst();
    }

    /**
     * The class of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static PolicyClass ofName(String name) {
        return find(name)
                .orElseThrow(() ->
                        new IllegalArgumentException("the class of a policy is " + NAMES + ", got \"" + name + '"'));
    }

    /**
     * The class of a policy: nothing if people cannot have chosen it. Classes are closed under {@link KeyPolicy#and}.
     */
    public static Optional<PolicyClass> of(KeyPolicy policy) {
        return Arrays.stream(values()).filter(known -> known.holds(policy)).findFirst();
    }

    private boolean holds(KeyPolicy other) {
        KeyPolicy policy = policy();
        return other.needsQkd() == policy.needsQkd()
                && other.needsPqc() == policy.needsPqc()
                && (other.mayFallBackToPqc() == policy.mayFallBackToPqc() || leavesQkdOpen())
                && !(other.itsOnly() && other.mayFallBackToPqc());
    }
}
