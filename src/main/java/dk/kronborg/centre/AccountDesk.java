package dk.kronborg.centre;

import dk.kronborg.account.AccountEvent;
import dk.kronborg.account.AccountStore;
import dk.kronborg.account.Accounts;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.time.Instant;
import org.jboss.logging.Logger;

/** Begins with the first accounts, and tells whoever observes {@link AccountEvent} what happens to accounts. */
@Singleton
class AccountDesk {

    private static final Logger LOG = Logger.getLogger(AccountDesk.class);

    private final AccountSettings settings;
    private final AccountStore store;
    private final Accounts accounts;
    private final Event<AccountEvent> events;

    AccountDesk(AccountSettings settings, AccountStore store, Accounts accounts, Event<AccountEvent> events) {
        this.settings = settings;
        this.store = store;
        this.accounts = accounts;
        this.events = events;
    }

    void begin() {
        settings.first().ifPresent(file -> FirstAccounts.add(file, accounts));
        if (accounts.all().isEmpty()) {
            LOG.warn("Nobody has an account at this centre; ./kronborg account adds one: docs/accounts.md");
        }
    }

    /** An observer that fails is told again, so one may be told twice, and none is left out. */
    void tell(Instant now) {
        store.tell(events::fire);
    }

    void forget(Instant now) {
        store.forgetBefore(now.minus(settings.journal()));
    }
}
