package dk.kronborg.linkmonitor.json;

import dk.kronborg.linkmonitor.store.StoreReportReader;

/** Reads {@code qkd.key-store/1} as strictly as events are read. */
public final class JsonStoreReportReader implements StoreReportReader {

    @Override
    public Reading read(byte[] bytes) {
        try {
            return new Report(StrictJson.read(bytes, KeyStoreReportJson.SCHEMA, KeyStoreReportJson.class)
                    .toDomain());
        } catch (RefusedTextException e) {
            return new Unreadable(e.refusal());
        }
    }
}
