package dk.kronborg.testbed.postgres;

/**
 * One process's database and the only role that may connect to it.
 *
 * @param name     of the database, and of the role
 * @param port     of the server, on 127.0.0.1
 * @param password of the role
 */
public record Database(String name, int port, String password) {

    /** For the JDBC driver, without credentials. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + name;
    }

    /** With credentials, for psql and other clients of libpq; with {@code jdbc:} before it, for the JDBC driver. */
    public String uri() {
        return "postgresql://127.0.0.1:" + port + "/" + name + "?user=" + name + "&password=" + password;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return name + " at 127.0.0.1:" + port;
    }
}
