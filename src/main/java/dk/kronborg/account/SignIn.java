package dk.kronborg.account;

import dk.kronborg.account.AccountEvent.Kind;
import dk.kronborg.account.AccountStore.Books;
import dk.kronborg.account.AccountStore.Granted;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/**
 * Lets people in by their password, and whoever comes back by the secret of a grant.
 *
 * <p>An attempt is counted before its password is looked at, so that no more are looked at than the rules allow, however many
 * come at once. Who is refused does not learn why, and waits as long for any reason. May be used by several threads.
 */
public final class SignIn {

    /** Of one account at once; the oldest gives way. */
    static final int MOST_SESSIONS = 20;

    /** Passwords that are looked at at the same time: each takes memory and a processor. */
    private static final int AT_ONCE = 2;

    /** What becomes of an attempt. */
    public sealed interface Outcome {

        /** The secret is shown this once. */
        record SignedIn(GrantSecret secret, Granted granted) implements Outcome {}

        /** Wrong name, wrong password, or locked: nobody is told which. */
        record Refused() implements Outcome {}

        /** Too many try at the same time. */
        record Busy() implements Outcome {}
    }

    private final AccountStore store;
    private final PasswordHash hashes;
    private final SignInRules rules;
    private final SecureRandom random;
    private final Clock clock;
    private final Semaphore turns = new Semaphore(AT_ONCE);

    /** Looked at in the place of a password that there is not, for as long. */
    private final String nobodys;

    public SignIn(AccountStore store, PasswordHash hashes, SignInRules rules, SecureRandom random, Clock clock) {
        this.store = store;
        this.hashes = hashes;
        this.rules = rules;
        this.random = random;
        this.clock = clock;
        this.nobodys = hashes.of(Password.drawn(random));
    }

    /**
     * Somebody gives a name and a password.
     *
     * @param from the address of the request, for the journal
     */
    public Outcome signIn(String name, String password, String from) {
        if (!turns.tryAcquire()) {
            return new Outcome.Busy();
        }
        try {
            Optional<KeptAccount> attempt = name(name).flatMap(this::counted);
            Optional<String> kept = attempt.flatMap(KeptAccount::password);
            boolean right = hashes.matches(password.length() > Password.LONGEST ? "" : password, kept.orElse(nobodys));
            return attempt.isPresent() && kept.isPresent() && right
                    ? accepted(attempt.get(), from)
                    : refused(name(name), from);
        } finally {
            turns.release();
        }
    }

    private static Optional<AccountName> name(String given) {
        try {
            return Optional.of(new AccountName(given));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The account, if its password may be looked at once more. */
    private Optional<KeptAccount> counted(AccountName name) {
        Instant now = clock.instant();
        return store.inTransaction(books -> books.account(name)
                .filter(account -> !account.isLockedAt(now))
                .map(account -> {
                    int times = (account.locked().isPresent() ? 0 : account.wrong()) + 1;
                    KeptAccount counted = account.tried(
                            times,
                            times < rules.attempts() ? Optional.empty() : Optional.of(now.plus(rules.lockOut())));
                    books.keep(counted);
                    return counted;
                }));
    }

    private Outcome accepted(KeptAccount attempt, String from) {
        return store.inTransaction(books -> {
            Optional<KeptAccount> present = books.account(attempt.name())
                    .filter(account -> account.password().equals(attempt.password()));
            if (present.isEmpty()) {
                return new Outcome.Refused();
            }
            books.keep(present.get().cleared());
            Actor actor = Actor.account(attempt.name(), from);
            books.note(AccountEvent.of(
                    clock.instant(), Kind.SIGNED_IN, attempt.name().value(), actor, "by password"));
            return session(books, present.get().account());
        });
    }

    private Outcome session(Books books, Account account) {
        Instant now = clock.instant();
        List<Grant> sessions = books.grants(account.name()).stream()
                .filter(grant -> {
                    if (!grant.isGoodAt(now, rules.idle())) {
                        books.end(grant.id());
                        return false;
                    }
                    return grant.kind() == Grant.Kind.SESSION;
                })
                .toList();
        sessions.stream()
                .limit(Math.max(0, sessions.size() - MOST_SESSIONS + 1))
                .forEach(oldest -> books.end(oldest.id()));
        GrantSecret secret = GrantSecret.drawn(random);
        Grant grant = new Grant(
                UUID.randomUUID(),
                secret.hash(),
                account.name(),
                Grant.Kind.SESSION,
                "",
                now,
                now,
                now.plus(rules.longest()));
        books.keep(grant);
        return new Outcome.SignedIn(secret, new Granted(grant, account));
    }

    private Outcome refused(Optional<AccountName> name, String from) {
        Instant now = clock.instant();
        store.inTransaction(books -> {
            Optional<KeptAccount> account = name.flatMap(books::account);
            String whose = account.map(known -> known.name().value()).orElse(AccountEvent.NOBODY);
            Actor actor = new Actor(whose, from);
            books.note(AccountEvent.of(now, Kind.SIGN_IN_REFUSED, whose, actor, ""));
            account.filter(known -> known.wrong() == rules.attempts() && known.isLockedAt(now))
                    .ifPresent(known -> {
                        // Once for each lock-out: what is refused while it is locked counts no further.
                        books.keep(known.tried(known.wrong() + 1, known.locked()));
                        books.note(AccountEvent.of(
                                now,
                                Kind.LOCKED_OUT,
                                whose,
                                actor,
                                "until " + known.locked().orElse(now)));
                    });
            return whose;
        });
        return new Outcome.Refused();
    }

    /**
     * Who the secret lets in; nobody if it is none, or has ended.
     *
     * @param kind what it has to be
     */
    public Optional<Granted> granted(GrantSecret secret, Grant.Kind kind) {
        Instant now = clock.instant();
        Optional<Granted> granted = store.granted(secret.hash())
                .filter(found -> found.grant().kind() == kind && found.grant().isGoodAt(now, rules.idle()));
        granted.filter(found -> found.grant().isUseWorthNoting(now))
                .ifPresent(found -> store.used(found.grant().id(), now));
        return granted;
    }

    /** Whether that grant still lets somebody in; looking does not count as a use. */
    public boolean isGood(GrantSecret secret) {
        Instant now = clock.instant();
        return store.granted(secret.hash())
                .filter(found -> found.grant().isGoodAt(now, rules.idle()))
                .isPresent();
    }

    /** Ends a session. */
    public void signOut(Grant session, String from) {
        store.inTransaction(books -> {
            books.end(session.id());
            books.note(AccountEvent.of(
                    clock.instant(),
                    Kind.SIGNED_OUT,
                    session.account().value(),
                    Actor.account(session.account(), from),
                    ""));
            return session;
        });
    }
}
