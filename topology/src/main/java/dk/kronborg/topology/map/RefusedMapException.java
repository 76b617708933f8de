package dk.kronborg.topology.map;

/** Leaves the judging of a map at its first fault. */
final class RefusedMapException extends Exception {

    private static final long serialVersionUID = 1;

    private final Judgement.Refused refusal;

    RefusedMapException(MapFault fault, String detail) {
        this(new Judgement.Refused(fault, detail));
    }

    RefusedMapException(Judgement.Refused refusal) {
        super(refusal.detail(), null, false, false);
        this.refusal = refusal;
    }

    Judgement.Refused refusal() {
        return refusal;
    }
}
