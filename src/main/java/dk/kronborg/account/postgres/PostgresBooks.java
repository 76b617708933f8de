package dk.kronborg.account.postgres;

import dk.kronborg.account.Account;
import dk.kronborg.account.AccountEvent;
import dk.kronborg.account.AccountName;
import dk.kronborg.account.AccountStore.Books;
import dk.kronborg.account.AccountsUnavailableException;
import dk.kronborg.account.Grant;
import dk.kronborg.account.KeptAccount;
import dk.kronborg.account.Role;
import dk.kronborg.topology.identity.SaeId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** The tables, in one transaction. */
final class PostgresBooks implements Books {

    private final Connection connection;

    PostgresBooks(Connection connection) {
        this.connection = connection;
    }

    private interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> List<T> rows(String sql, Reader<T> reader, Object... parameters) {
        try (PreparedStatement query = prepared(sql, parameters);
                ResultSet row = query.executeQuery()) {
            List<T> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(reader.read(row));
            }
            return rows;
        } catch (SQLException e) {
            throw new AccountsUnavailableException(e);
        }
    }

    private void execute(String sql, Object... parameters) {
        try (PreparedStatement statement = prepared(sql, parameters)) {
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new AccountsUnavailableException(e);
        }
    }

    private PreparedStatement prepared(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            Object value = parameters[i];
            if (value instanceof String[] texts) {
                statement.setArray(i + 1, connection.createArrayOf("text", texts));
            } else if (value instanceof Instant at) {
                statement.setObject(i + 1, time(at));
            } else if (value instanceof Optional<?> maybe) {
                statement.setObject(
                        i + 1,
                        maybe.map(given -> given instanceof Instant at ? time(at) : given)
                                .orElse(null));
            } else {
                statement.setObject(i + 1, value);
            }
        }
        return statement;
    }

    @Override
    public Optional<KeptAccount> account(AccountName name) {
        return rows("select * from account where name = ? for update", PostgresBooks::account, name.value()).stream()
                .findFirst();
    }

    @Override
    public List<KeptAccount> accounts() {
        return rows("select * from account order by name", PostgresBooks::account);
    }

    @Override
    public void keep(KeptAccount kept) {
        Account account = kept.account();
        execute(
                "insert into account (name, roles, saes, password, wrong, locked_until) values (?, ?, ?, ?, ?, ?::timestamptz)"
                        + " on conflict (name) do update set roles = excluded.roles, saes = excluded.saes,"
                        + " password = excluded.password, wrong = excluded.wrong, locked_until = excluded.locked_until",
                account.name().value(),
                account.roles().stream().map(Role::name).sorted().toArray(String[]::new),
                account.saes().stream().map(SaeId::value).sorted().toArray(String[]::new),
                kept.password(),
                kept.wrong(),
                kept.locked());
    }

    @Override
    public void remove(AccountName name) {
        execute("delete from account where name = ?", name.value());
    }

    @Override
    public List<Grant> grants(AccountName name) {
        return rows(
                "select * from account_grant where account = ? order by made_at, id",
                PostgresBooks::grant,
                name.value());
    }

    @Override
    public void keep(Grant grant) {
        execute(
                "insert into account_grant (id, hash, account, kind, label, made_at, used_at, expires_at)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (hash) do nothing",
                grant.id(),
                grant.hash(),
                grant.account().value(),
                grant.kind().name(),
                grant.label(),
                grant.made(),
                grant.used(),
                grant.expires());
    }

    @Override
    public void end(UUID grant) {
        execute("delete from account_grant where id = ?", grant);
    }

    @Override
    public void note(AccountEvent event) {
        execute(
                "insert into account_event (at, kind, account, by_whom, from_where, detail) values (?, ?, ?, ?, ?, ?)",
                event.at(),
                event.kind().name(),
                event.account(),
                event.by(),
                event.from(),
                event.detail());
    }

    static KeptAccount account(ResultSet row) throws SQLException {
        return new KeptAccount(
                new Account(
                        new AccountName(row.getString("name")),
                        Arrays.stream(texts(row, "roles")).map(Role::valueOf).collect(Collectors.toSet()),
                        Arrays.stream(texts(row, "saes")).map(SaeId::new).collect(Collectors.toSet())),
                Optional.ofNullable(row.getString("password")),
                row.getInt("wrong"),
                Optional.ofNullable(row.getObject("locked_until", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant));
    }

    private static String[] texts(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return (String[]) array.getArray();
    }

    static Grant grant(ResultSet row) throws SQLException {
        return new Grant(
                row.getObject("id", UUID.class),
                row.getString("hash"),
                new AccountName(row.getString("account")),
                Grant.Kind.valueOf(row.getString("kind")),
                row.getString("label"),
                time(row, "made_at"),
                time(row, "used_at"),
                time(row, "expires_at"));
    }

    static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
