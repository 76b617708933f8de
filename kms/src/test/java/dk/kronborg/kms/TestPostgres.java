package dk.kronborg.kms;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;

/** Real PostgreSQL servers, on machines however slow. */
public final class TestPostgres {

    private static final Duration START_TIME = Duration.ofSeconds(60);

    private TestPostgres() {}

    public static EmbeddedPostgres.Builder builder() {
        return EmbeddedPostgres.builder().setPGStartupWait(START_TIME);
    }
}
