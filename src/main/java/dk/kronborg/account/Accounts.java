package dk.kronborg.account;

import dk.kronborg.account.AccountEvent.Kind;
import dk.kronborg.account.AccountStore.Books;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Adds, changes and removes accounts. Everything is in the journal with who did it. */
public final class Accounts {

    /** At once. */
    static final int MOST = 10_000;

    /** Of one account. */
    static final int MOST_TOKENS = 20;

    /** How long a token may count. */
    public static final Duration LONGEST_TOKEN = Duration.ofDays(366);

    private final AccountStore store;
    private final PasswordHash hashes;
    private final SecureRandom random;
    private final Clock clock;

    public Accounts(AccountStore store, PasswordHash hashes, SecureRandom random, Clock clock) {
        this.store = store;
        this.hashes = hashes;
        this.random = random;
        this.clock = clock;
    }

    /** All accounts, by name. */
    public List<KeptAccount> all() {
        return store.inTransaction(Books::accounts);
    }

    /**
     * Adds an account.
     *
     * @param password nothing for an account that is let in by tokens only
     * @return false if there is one of that name; it is left as it is
     * @throws IllegalArgumentException if the password is too weak, or there are too many accounts
     */
    public boolean add(Account account, Optional<String> password, Actor by) {
        password.ifPresent(given -> Password.check(given, account.name()));
        Optional<String> hash = password.map(hashes::of);
        return store.inTransaction(books -> {
            if (books.account(account.name()).isPresent()) {
                return false;
            }
            if (books.accounts().size() >= MOST) {
                throw new IllegalArgumentException("there are " + MOST + " accounts, which is as many as may be");
            }
            books.keep(new KeptAccount(account, hash, 0, Optional.empty()));
            note(books, Kind.ADDED, account.name(), by, account.described());
            return true;
        });
    }

    /** Gives it other roles; what it is let in by stays, and counts with the new roles from now on. */
    public void change(Account account, Actor by) {
        store.inTransaction(books -> {
            KeptAccount before = existing(books, account.name());
            books.keep(before.with(account));
            note(
                    books,
                    Kind.CHANGED,
                    account.name(),
                    by,
                    "from " + before.account().described() + " to " + account.described());
            return before;
        });
    }

    /**
     * Gives it another password. Its sessions end, its lock-out too.
     *
     * @throws IllegalArgumentException if the password is too weak, or there is no such account
     */
    public void changePassword(AccountName name, String password, Actor by) {
        Password.check(password, name);
        String hash = hashes.of(password);
        store.inTransaction(books -> {
            KeptAccount before = existing(books, name);
            books.keep(before.withPassword(hash));
            books.grants(name).stream()
                    .filter(grant -> grant.kind() == Grant.Kind.SESSION)
                    .forEach(session -> books.end(session.id()));
            note(books, Kind.PASSWORD_CHANGED, name, by, "");
            return before;
        });
    }

    /** Lets it try passwords again. */
    public void unlock(AccountName name, Actor by) {
        store.inTransaction(books -> {
            KeptAccount before = existing(books, name);
            books.keep(before.cleared());
            note(books, Kind.UNLOCKED, name, by, "");
            return before;
        });
    }

    /** Takes it away; whatever lets it in ends. Its name may be given again, so think of another. */
    public void remove(AccountName name, Actor by) {
        store.inTransaction(books -> {
            KeptAccount before = existing(books, name);
            books.remove(name);
            note(books, Kind.REMOVED, name, by, before.account().described());
            return before;
        });
    }

    /**
     * Makes a token for a script.
     *
     * @param label what it is for, 1 to 100 characters
     * @throws IllegalArgumentException if it is to count for too long, there are too many, or there is no such account
     */
    public GrantSecret issueToken(AccountName name, String label, Duration counts, Actor by) {
        GrantSecret secret = GrantSecret.drawn(random);
        issue(name, secret, label, counts, by);
        return secret;
    }

    /** The same, with a secret that somebody else drew, by 256 random bits. */
    public void issue(AccountName name, GrantSecret secret, String label, Duration counts, Actor by) {
        if (label.isBlank() || label.length() > 100 || label.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("say what the token is for in 1 to 100 characters");
        }
        if (!counts.isPositive() || counts.compareTo(LONGEST_TOKEN) > 0) {
            throw new IllegalArgumentException(
                    "a token counts for 1 to " + LONGEST_TOKEN.toDays() + " days, got " + counts.toDays());
        }
        Instant now = clock.instant();
        Instant expires = now.plus(counts);
        store.inTransaction(books -> {
            KeptAccount account = existing(books, name);
            books.grants(name).stream()
                    .filter(grant -> !now.isBefore(grant.expires()))
                    .forEach(ended -> books.end(ended.id()));
            if (tokens(books, name).size() >= MOST_TOKENS) {
                throw new IllegalArgumentException(
                        name + " has " + MOST_TOKENS + " tokens, which is as many as may be: revoke one");
            }
            books.keep(new Grant(UUID.randomUUID(), secret.hash(), name, Grant.Kind.TOKEN, label, now, now, expires));
            note(books, Kind.TOKEN_ISSUED, name, by, label + ", until " + expires);
            return account;
        });
    }

    /** Tokens of an account, the oldest first. */
    public List<Grant> tokens(AccountName name) {
        return store.inTransaction(books -> tokens(books, existing(books, name).name()));
    }

    private static List<Grant> tokens(Books books, AccountName name) {
        return books.grants(name).stream()
                .filter(grant -> grant.kind() == Grant.Kind.TOKEN)
                .toList();
    }

    /**
     * Ends a token.
     *
     * @throws IllegalArgumentException if that account has none of that id
     */
    public void revokeToken(AccountName name, UUID id, Actor by) {
        store.inTransaction(books -> {
            Grant token = tokens(books, existing(books, name).name()).stream()
                    .filter(grant -> grant.id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(name + " has no token " + id));
            books.end(id);
            note(books, Kind.TOKEN_REVOKED, name, by, token.label());
            return token;
        });
    }

    private static KeptAccount existing(Books books, AccountName name) {
        return books.account(name).orElseThrow(() -> new IllegalArgumentException("there is no account " + name));
    }

    private void note(Books books, Kind kind, AccountName name, Actor by, String detail) {
        books.note(AccountEvent.of(clock.instant(), kind, name.value(), by, detail));
    }
}
