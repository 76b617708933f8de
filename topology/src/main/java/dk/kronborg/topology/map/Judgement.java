package dk.kronborg.topology.map;

/** What comes of a map that was received. */
public sealed interface Judgement {

    /** It is to be run from now on, as soon as it is on disk. */
    record Accepted(RunningMap map) implements Judgement {}

    /** It runs already. */
    record Same() implements Judgement {}

    /**
     * It changes nothing.
     *
     * @param detail what exactly is wrong, for people
     */
    record Refused(MapFault fault, String detail) implements Judgement {}

    /** Versions are missing: to be asked for from that one on. */
    static Refused gap(long from) {
        return new Refused(MapFault.GAP, "the chain from version " + from + " on is needed");
    }
}
