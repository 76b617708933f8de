package dk.kronborg.topology.network;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A description of a network contradicts itself or cannot be read; the message lists every fault, up to {@link #MOST}. */
public class InvalidNetworkException extends IllegalArgumentException {

    /** Faults that are listed; of more, the last one says how many there are. */
    public static final int MOST = 1000;

    private static final long serialVersionUID = 1;

    private final transient List<Fault> faults;

    public InvalidNetworkException(List<Fault> faults) {
        this(listed(faults), "faults in the description of the network: ");
    }

    private InvalidNetworkException(List<Fault> listed, String begin) {
        super(begin + listed.stream().map(Fault::toString).collect(Collectors.joining("; ")));
        this.faults = listed;
    }

    private static List<Fault> listed(List<Fault> faults) {
        if (faults.size() <= MOST) {
            return List.copyOf(faults);
        }
        List<Fault> listed = new ArrayList<>(faults.subList(0, MOST));
        listed.add(new Fault("", "and " + (faults.size() - MOST) + " more faults"));
        return List.copyOf(listed);
    }

    /** What is wrong, at least one thing. */
    public List<Fault> faults() {
        return faults;
    }
}
