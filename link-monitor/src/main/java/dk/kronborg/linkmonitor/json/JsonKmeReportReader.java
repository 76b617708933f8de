package dk.kronborg.linkmonitor.json;

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
        }
    }
}
