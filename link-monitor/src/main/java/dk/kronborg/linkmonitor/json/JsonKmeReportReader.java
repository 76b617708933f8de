package dk.kronborg.linkmonitor.json;

import dk.kronborg.linkmonitor.intake.Refusal;
import dk.kronborg.linkmonitor.intake.RefusalReason;
import dk.kronborg.linkmonitor.keymanager.KmeReportReader;

/** Reads {@code qkd.kme-alarms/1} as strictly as events are read. */
public final class JsonKmeReportReader implements KmeReportReader {

    @Override
    public Reading read(byte[] bytes) {
        try {
            return new Understood(StrictJson.read(bytes, KmeReportJson.SCHEMA, KmeReportJson.class)
                    .toDomain());
        } catch (RefusedTextException e) {
            return new Unreadable(e.refusal());
        } catch (RuntimeException e) {
            // One record must not stop the reports of all KMEs.
            return new Unreadable(new Refusal(RefusalReason.INVALID_MEMBER, "cannot be read as a report: " + e));
        }
    }
}
