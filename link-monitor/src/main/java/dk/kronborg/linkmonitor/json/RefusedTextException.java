package dk.kronborg.linkmonitor.json;

import dk.kronborg.linkmonitor.intake.Refusal;
import dk.kronborg.linkmonitor.intake.RefusalReason;

/** Carries a refusal out of the conversion of a text; caught by the readers always. */
class RefusedTextException extends Exception {

    private static final long serialVersionUID = 1;

    private final transient Refusal refusal;

    RefusedTextException(RefusalReason reason, String detail) {
        super(detail);
        this.refusal = new Refusal(reason, detail);
    }

    RefusedTextException(RefusalReason reason, String detail, Throwable cause) {
        super(detail, cause);
        this.refusal = new Refusal(reason, detail);
    }

    Refusal refusal() {
        return refusal;
    }
}
