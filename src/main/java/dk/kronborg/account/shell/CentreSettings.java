package dk.kronborg.account.shell;

import dk.kronborg.account.AccountStore;
import dk.kronborg.account.postgres.PostgresAccounts;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where the centre's database is, as the centre's own settings say: whoever may read them may change accounts.
 */
final class CentreSettings {

    private static final String DATABASE = "quarkus.datasource.centre.";
    private static final int PATIENCE_SECONDS = 10;

    private CentreSettings() {}

    /**
     * The accounts of the centre with those settings.
     *
     * @throws IOException if the file cannot be read, or does not say where the database is
     */
    static AccountStore accounts(Path file) throws IOException {
        Properties settings = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            settings.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    file + " cannot be read (" + e.getClass().getSimpleName()
                            + "); name the centre's settings by --config, or the demo's directory by --dir",
                    e);
        }
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(required(settings, file, "jdbc.url"));
        database.setUser(required(settings, file, "username"));
        database.setPassword(required(settings, file, "password"));
        database.setConnectTimeout(PATIENCE_SECONDS);
        database.setSocketTimeout(PATIENCE_SECONDS);
        database.setApplicationName("kronborg-account");
        return new PostgresAccounts(database);
    }

    private static String required(Properties settings, Path file, String name) throws IOException {
        String value = settings.getProperty(DATABASE + name, "").strip();
        if (value.isEmpty()) {
            throw new IOException(file + " does not say " + DATABASE + name + ", so it is not the centre's");
        }
        return value;
    }
}
