package dk.kronborg.centre;

import dk.kronborg.account.AccountStore;
import dk.kronborg.account.Accounts;
import dk.kronborg.account.PasswordHash;
import dk.kronborg.account.SignIn;
import dk.kronborg.account.bouncycastle.Argon2id;
import dk.kronborg.account.postgres.PostgresAccounts;
import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.arc.InjectableInstance;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;

/** Makes accounts from the centre's database. */
@Dependent
class AccountAssembly {

    private final SecureRandom random = new SecureRandom();

    @Produces
    @Singleton
    AccountStore store(@DataSource("centre") InjectableInstance<AgroalDataSource> dataSource) {
        return new PostgresAccounts(dataSource.get());
    }

    @Produces
    @Singleton
    PasswordHash hashes() {
        return new Argon2id(random);
    }

    @Produces
    @Singleton
    SignIn signIn(AccountStore store, PasswordHash hashes, AccountSettings settings) {
        return new SignIn(store, hashes, settings.rules(), random, Clock.systemUTC());
    }

    @Produces
    @Singleton
    Accounts accounts(AccountStore store, PasswordHash hashes) {
        return new Accounts(store, hashes, random, Clock.systemUTC());
    }
}
