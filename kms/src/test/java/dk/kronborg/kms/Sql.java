package dk.kronborg.kms;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Single statements, each on a connection of its own. */
final class Sql {

    private Sql() {}

    static void execute(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of every row. */
    static List<String> ask(DataSource database, String sql) throws SQLException {
        List<String> answers = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                answers.add(rows.getString(1));
            }
        }
        return answers;
    }

    /** The number in the only row. */
    static long count(DataSource database, String sql) throws SQLException {
        List<String> answers = ask(database, sql);
        if (answers.size() != 1) {
            throw new IllegalStateException(answers.size() + " rows: " + sql);
        }
        return Long.parseLong(answers.getFirst());
    }
}
