package dk.kronborg.console.access;

import dk.kronborg.account.Account;
import dk.kronborg.account.AccountStore.Granted;
import dk.kronborg.account.GrantSecret;
import dk.kronborg.account.Role;
import dk.kronborg.account.SignIn;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Who makes the present request. */
@Singleton
public class Caller {

    private final SecurityIdentity identity;
    private final InjectableInstance<SignIn> signIn;

    Caller(SecurityIdentity identity, InjectableInstance<SignIn> signIn) {
        this.identity = identity;
        this.signIn = signIn;
    }

    /** Under which everything is noted that the caller does. */
    public String name() {
        return account().name().value();
    }

    /** Whether the caller has that role. */
    public boolean is(Role role) {
        return account().roles().contains(role);
    }

    /** The account, as it was when the request came. */
    public Account account() {
        return granted().map(Granted::account).orElseThrow();
    }

    Optional<Granted> granted() {
        return Optional.ofNullable(identity.getAttribute(GrantIdentities.GRANTED));
    }

    Optional<GrantSecret> secret() {
        return Optional.ofNullable(identity.getAttribute(GrantIdentities.SECRET));
    }

    /** For an answer that goes on for long: whether the caller would still be let in. */
    public BooleanSupplier stillLetIn() {
        return secret().<BooleanSupplier>map(
                        secret -> new LetIn(() -> signIn.get().isGood(secret)))
                .orElse(() -> true);
    }
}
