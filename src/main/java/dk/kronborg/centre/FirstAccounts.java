package dk.kronborg.centre;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dk.kronborg.account.Account;
import dk.kronborg.account.AccountName;
import dk.kronborg.account.Accounts;
import dk.kronborg.account.Actor;
import dk.kronborg.account.GrantSecret;
import dk.kronborg.account.Role;
import dk.kronborg.process.SecretFile;
import dk.kronborg.topology.identity.SaeId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The accounts that a centre begins with, from a file. */
final class FirstAccounts {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final Actor FILE = new Actor("kronborg.centre.accounts.first", "");

    /** The whole file. */
    record FileJson(@JsonProperty(required = true) List<AccountJson> accounts) {}

    /** One account: with a password, a token, or both. */
    record AccountJson(
            @JsonProperty(required = true) String name,
            @JsonProperty(required = true) List<Role> roles,
            @Nullable List<String> saes,
            @Nullable String password,
            @Nullable String token) {

        Account account() {
            Set<SaeId> seen =
                    saes == null ? Set.of() : saes.stream().map(SaeId::new).collect(Collectors.toSet());
            return new Account(new AccountName(name), Set.copyOf(roles), seen);
        }

        /** Without the secrets. */
        @Override
        public String toString() {
            return name + roles;
        }
    }

    private FirstAccounts() {}

    /**
     * Adds those that are not there.
     *
     * @throws IllegalStateException if the file cannot be used; the message says why, and nothing of what is secret in it
     */
    static void add(Path file, Accounts accounts) {
        try {
            for (AccountJson first : read(file).accounts()) {
                if (accounts.add(first.account(), Optional.ofNullable(first.password()), FILE)) {
                    Optional.ofNullable(first.token())
                            .map(GrantSecret::of)
                            .ifPresent(token -> accounts.issue(
                                    first.account().name(), token, "the first", Accounts.LONGEST_TOKEN, FILE));
                }
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("kronborg.centre.accounts.first: " + e.getMessage(), e);
        }
    }

    private static FileJson read(Path file) {
        try {
            FileJson read = MAPPER.readValue(SecretFile.text(file), FileJson.class);
            if (read == null) {
                throw new IllegalArgumentException(file + " holds {\"accounts\": [...]}");
            }
            return read;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    file + " is not as docs/accounts.md says, at line "
                            + (e.getLocation() == null ? 0 : e.getLocation().getLineNr()),
                    e);
        }
    }
}
