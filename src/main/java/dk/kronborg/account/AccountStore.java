package dk.kronborg.account;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/** Where accounts, grants and the journal are kept. All processes of the centre have the same one. */
public interface AccountStore {

    /** What one transaction sees and does. */
    interface Books {

        /** The account of that name, and nobody else changes it until this transaction has ended. */
        Optional<KeptAccount> account(AccountName name);

        /** All accounts, by name. */
        List<KeptAccount> accounts();

        /** Adds it, or puts it in the place of the one of that name. */
        void keep(KeptAccount account);

        /** Takes it away, with its grants. */
        void remove(AccountName name);

        /** Grants of an account, the oldest first. */
        List<Grant> grants(AccountName name);

        void keep(Grant grant);

        void end(UUID grant);

        /** Writes it into the journal. */
        void note(AccountEvent event);
    }

    /** A grant and whose it is. */
    record Granted(Grant grant, Account account) {}

    /**
     * Does something as one transaction.
     *
     * @throws AccountsUnavailableException if it could not be done
     */
    <T> T inTransaction(Function<Books, T> work);

    /**
     * The grant with that hash, without waiting for anybody.
     *
     * @throws AccountsUnavailableException if it could not be looked up
     */
    Optional<Granted> granted(String hash);

    /** That a grant was used then. */
    void used(UUID grant, Instant at);

    /** The newest of the journal, before a place in it; newest first. */
    List<AccountEvent> journal(long before, int most);

    /**
     * Tells, in order, what nobody was told yet, at most 500. What could not be told is told the next time, with all that
     * follows it. Two processes do not tell at the same time.
     *
     * @return how many were told
     */
    int tell(Consumer<AccountEvent> listener);

    /** Forgets what was told and happened before then. */
    void forgetBefore(Instant then);
}
