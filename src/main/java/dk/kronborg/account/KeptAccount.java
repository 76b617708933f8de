package dk.kronborg.account;

import java.time.Instant;
import java.util.Optional;

/**
 * An account as it is kept.
 *
 * @param password the hash of it; nothing if nobody signs in by one
 * @param wrong    passwords given since the last right one
 * @param locked   until when no password is looked at
 */
public record KeptAccount(Account account, Optional<String> password, int wrong, Optional<Instant> locked) {

    public AccountName name() {
        return account.name();
    }

    boolean isLockedAt(Instant now) {
        return locked.filter(now::isBefore).isPresent();
    }

    KeptAccount with(Account changed) {
        return new KeptAccount(changed, password, wrong, locked);
    }

    /** Wrong passwords are forgotten with the old one. */
    KeptAccount withPassword(String hash) {
        return new KeptAccount(account, Optional.of(hash), 0, Optional.empty());
    }

    KeptAccount tried(int times, Optional<Instant> until) {
        return new KeptAccount(account, password, times, until);
    }

    KeptAccount cleared() {
        return tried(0, Optional.empty());
    }
}
