package dk.kronborg.linkmonitor.intake;

import dk.kronborg.linkmonitor.intake.Judgement.Rejected;
import java.util.List;

/** Where refused records go on to, with the reason, so that none is lost. */
public interface RefusalOutlet {

    /** Returns when all of them are durable there; hands on again what was handed on before. */
    void handOn(List<Rejected> refusals);
}
