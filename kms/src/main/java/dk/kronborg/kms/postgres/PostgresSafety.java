package dk.kronborg.kms.postgres;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Refuses a database in which what was committed may be gone after a crash: then keys could be delivered twice.
 *
 * <p>Asked is what holds for this program's own connections, whether it was set in the file, for the database or for
 * the role.
 */
public final class PostgresSafety {

    private PostgresSafety() {}

    /**
     * Checks the server's settings, and that the site's folder does not lie, and is not backed up, with its data.
     *
     * @param state the site's folder for what stays outside the database
     * @throws IllegalStateException if they are unsafe; the message names each and says the remedy
     */
    public static void require(DataSource source, Path state) {
        Map<String, String> settings = settings(source);
        List<String> faults = new ArrayList<>();
        if (!isOn(settings, "fsync")) {
            faults.add("fsync is off: a crash of the machine loses or mixes up what was committed. Set fsync = on in"
                    + " postgresql.conf and restart the server");
        }
        if (!isOn(settings, "full_page_writes")) {
            faults.add("full_page_writes is off: a crash of the machine can leave half-written pages. Set"
                    + " full_page_writes = on in postgresql.conf and reload it");
        }
        String commit = settings.getOrDefault("synchronous_commit", "");
        String standbys = settings.getOrDefault("synchronous_standby_names", "");
        if (commit.equals("off")) {
            faults.add(
                    "synchronous_commit is off: a commit is confirmed before it is on disk. Set synchronous_commit = on"
                            + " in postgresql.conf, and remove it from this role and database (alter role ... reset"
                            + " synchronous_commit; alter database ... reset synchronous_commit)");
        } else if (commit.equals("local") && !standbys.isBlank()) {
            faults.add("synchronous_commit is local although there is a synchronous standby (" + standbys
                    + "): it may be promoted without the last commits. Set synchronous_commit = on");
        }
        String data = settings.get("data_directory");
        if (data != null && real(state).startsWith(real(Path.of(data)))) {
            faults.add("kronborg.kme.state " + state
                    + " lies in the data directory of the database, hence in its backups." + " Move it out of " + data);
        }
        if (!faults.isEmpty()) {
            throw new IllegalStateException(
                    "the database of this KME is not set up safely: " + String.join("; and ", faults));
        }
    }

    /** Those of interest; without data_directory if this role may not see it. */
    private static Map<String, String> settings(DataSource source) {
        return new Database(source).transact(connection -> {
            Map<String, String> settings = new HashMap<>();
            Database.list(
                    connection,
                    row -> put(settings, row),
                    "select name, setting from pg_settings where name in ('fsync', 'full_page_writes',"
                            + " 'synchronous_commit', 'synchronous_standby_names', 'data_directory')");
            return settings;
        });
    }

    private static String put(Map<String, String> settings, ResultSet row) throws SQLException {
        settings.put(row.getString(1), row.getString(2));
        return row.getString(1);
    }

    private static boolean isOn(Map<String, String> settings, String name) {
        return "on".equals(settings.get(name));
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            // It is on another machine, or only the server may look.
            return path.toAbsolutePath().normalize();
        }
    }
}
