package dk.kronborg.account.shell;

import dk.kronborg.account.Account;
import dk.kronborg.account.AccountEvent;
import dk.kronborg.account.AccountName;
import dk.kronborg.account.AccountStore;
import dk.kronborg.account.Accounts;
import dk.kronborg.account.AccountsUnavailableException;
import dk.kronborg.account.Actor;
import dk.kronborg.account.Grant;
import dk.kronborg.account.KeptAccount;
import dk.kronborg.account.Password;
import dk.kronborg.account.Role;
import dk.kronborg.account.bouncycastle.Argon2id;
import dk.kronborg.topology.identity.SaeId;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * Accounts of the centre from a shell, by whoever may read the centre's settings. Exit status 0: done; 1: refused or failed,
 * with the reason on the standard error; 2: wrong use.
 */
@Command(
        name = "kronborg account",
        description = "Adds, changes and removes accounts of the centre: docs/accounts.md.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class AccountCommand {

    private static final String NAME = "kronborg";

    private final SecureRandom random = new SecureRandom();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "the centre's settings, config/application.properties of its working directory")
    private Path config = Path.of("config", "application.properties");

    AccountCommand() {}

    /** Runs one command and ends with its exit status. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** Runs one command and returns its exit status. */
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return commandLine().setOut(out).setErr(err).execute(arguments);
    }

    private static CommandLine commandLine() {
        return new CommandLine(new AccountCommand())
                .registerConverter(AccountName.class, named(AccountName::new))
                .registerConverter(SaeId.class, named(SaeId::new))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof IOException
                            || failure instanceof IllegalArgumentException
                            || failure instanceof AccountsUnavailableException) {
                        Throwable cause = failure.getCause();
                        command.getErr()
                                .println(NAME + ": " + failure.getMessage()
                                        + (cause == null ? "" : " (" + cause.getMessage() + ')'));
                        return CommandLine.ExitCode.SOFTWARE;
                    }
                    throw failure;
                });
    }

    private static <T> ITypeConverter<T> named(ITypeConverter<T> constructor) {
        return text -> {
            try {
                return constructor.convert(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        };
    }

    private PrintWriter out() {
        return (spec == null ? new CommandLine(this) : spec.commandLine()).getOut();
    }

    private Accounts accounts() throws IOException {
        return new Accounts(CentreSettings.accounts(config), new Argon2id(random), random, Clock.systemUTC());
    }

    private static Actor user() {
        return Actor.shell(System.getProperty("user.name", "unknown"));
    }

    @Command(name = "list", description = "Shows all accounts.")
    void list() throws IOException {
        for (KeptAccount kept : accounts().all()) {
            List<String> words = new ArrayList<>();
            words.add(roles(kept.account()));
            kept.locked().filter(Instant.now()::isBefore).ifPresent(until -> words.add("locked until " + until));
            if (kept.password().isEmpty()) {
                words.add("no password");
            }
            out().println(kept.name() + "  " + String.join("  ", words));
        }
        out().flush();
    }

    private static String roles(Account account) {
        return new TreeSet<>(account.roles()) + (account.saes().isEmpty() ? "" : " " + new TreeSet<>(account.saes()));
    }

    @Command(name = "add", description = "Adds an account, and prints its first password once.")
    void add(
            @Parameters(paramLabel = "NAME") AccountName name,
            @Option(names = "--role", required = true, split = ",", description = "${COMPLETION-CANDIDATES}")
                    List<Role> roles,
            @Option(names = "--sae", split = ",", description = "of a ministry: the SAEs whose affairs it sees")
                    @Nullable
                    List<SaeId> saes,
            @Option(names = "--no-password", description = "for scripts, which are let in by tokens") boolean none)
            throws IOException {
        Optional<String> password = none ? Optional.empty() : Optional.of(Password.drawn(random));
        if (!accounts().add(account(name, roles, saes), password, user())) {
            throw new IllegalArgumentException("there is an account " + name + " already");
        }
        out().println(name + " is added");
        password.ifPresent(first -> out().println("password: " + first));
    }

    private static Account account(AccountName name, List<Role> roles, @Nullable List<SaeId> saes) {
        return new Account(name, Set.copyOf(roles), saes == null ? Set.of() : Set.copyOf(saes));
    }

    @Command(name = "change", description = "Gives an account other roles, from its next request on.")
    void change(
            @Parameters(paramLabel = "NAME") AccountName name,
            @Option(names = "--role", required = true, split = ",", description = "${COMPLETION-CANDIDATES}")
                    List<Role> roles,
            @Option(names = "--sae", split = ",", description = "of a ministry: the SAEs whose affairs it sees")
                    @Nullable
                    List<SaeId> saes)
            throws IOException {
        accounts().change(account(name, roles, saes), user());
        out().println(name + " is changed");
    }

    @Command(name = "password", description = "Gives an account another password, printed once; its sessions end.")
    void password(@Parameters(paramLabel = "NAME") AccountName name) throws IOException {
        String password = Password.drawn(random);
        accounts().changePassword(name, password, user());
        out().println("password: " + password);
    }

    @Command(name = "unlock", description = "Lets an account try passwords again.")
    void unlock(@Parameters(paramLabel = "NAME") AccountName name) throws IOException {
        accounts().unlock(name, user());
        out().println(name + " may try again");
    }

    @Command(name = "remove", description = "Takes an account away; its sessions and tokens end.")
    void remove(@Parameters(paramLabel = "NAME") AccountName name) throws IOException {
        accounts().remove(name, user());
        out().println(name + " is removed");
    }

    @Command(name = "token", description = "Makes a token for a script, printed once.")
    void token(
            @Parameters(paramLabel = "NAME") AccountName name,
            @Option(names = "--for", required = true, paramLabel = "PURPOSE", description = "what it is for")
                    String label,
            @Option(
                            names = "--days",
                            defaultValue = "90",
                            description = "for how long it counts, 1 to 366 (default: ${DEFAULT-VALUE})")
                    int days)
            throws IOException {
        out().println("token: "
                + accounts()
                        .issueToken(name, label, Duration.ofDays(days), user())
                        .revealed());
    }

    @Command(name = "tokens", description = "Shows the tokens of an account, without what they consist of.")
    void tokens(@Parameters(paramLabel = "NAME") AccountName name) throws IOException {
        for (Grant token : accounts().tokens(name)) {
            out().println(token.id() + "  until " + token.expires() + "  used " + token.used() + "  " + token.label());
        }
        out().flush();
    }

    @Command(name = "revoke", description = "Ends a token.")
    void revoke(@Parameters(paramLabel = "NAME") AccountName name, @Parameters(paramLabel = "TOKEN-ID") UUID token)
            throws IOException {
        accounts().revokeToken(name, token, user());
        out().println(token + " is revoked");
    }

    @Command(name = "journal", description = "Shows what happened to accounts, newest first.")
    void journal(
            @Option(names = "--last", defaultValue = "50", description = "as many (default: ${DEFAULT-VALUE})")
                    int last)
            throws IOException {
        AccountStore store = CentreSettings.accounts(config);
        for (AccountEvent event : store.journal(Long.MAX_VALUE, last)) {
            out().println(event.at() + "  " + event.kind() + "  " + event.account() + "  by " + event.by()
                    + (event.from().isEmpty() ? "" : " from " + event.from())
                    + (event.detail().isEmpty() ? "" : "  " + event.detail()));
        }
        out().flush();
    }
}
