package dk.kronborg.testbed;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;

/** Real PostgreSQL servers, on machines however slow. */
public final class TestPostgres {

    private static final Duration START_TIME = Duration.ofSeconds(60);

    private TestPostgres() {}

    public static EmbeddedPostgres start() throws IOException {
        return EmbeddedPostgres.builder().setPGStartupWait(START_TIME).start();
    }
}
