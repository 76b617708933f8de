package dk.kronborg.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.account.AccountEvent.Kind;
import dk.kronborg.account.AccountStore.Granted;
import dk.kronborg.account.SignIn.Outcome;
import dk.kronborg.topology.identity.SaeId;
import java.io.IOException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is let in and who is not, in a real database. */
class AccessTest {

    private static final AccountName ANNA = new AccountName("anna");
    private static final String PASSWORD = "four words are enough";
    private static final Actor TEST = Actor.shell("test");
    private static final String HERE = "127.0.0.1";

    private static AccountDatabase database;

    /** Counts how often it is asked, which is what takes time; says nothing of what real hashes are like. */
    private static final class CountingHash implements PasswordHash {

        private int looks;

        @Override
        public String of(String password) {
            return "kept:" + password;
        }

        @Override
        public boolean matches(String password, String kept) {
            looks++;
            return kept.equals(of(password));
        }
    }

    private final CountingHash hashes = new CountingHash();
    private Instant now = Instant.parse("2026-11-24T10:00:00Z");
    private AccountStore store;
    private Accounts accounts;
    private SignIn signIn;

    @BeforeAll
    static void start() {
        database = new AccountDatabase();
    }

    @AfterAll
    static void stop() throws IOException {
        database.close();
    }

    /** Shows what this test says. */
    private final class MovedClock extends Clock {

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @BeforeEach
    void begin() throws SQLException {
        store = database.empty();
        Clock clock = new MovedClock();
        accounts = new Accounts(store, hashes, new SecureRandom(), clock);
        signIn = new SignIn(store, hashes, SignInRules.USUAL, new SecureRandom(), clock);
        accounts.add(new Account(ANNA, List.of(Role.NOC_OPERATOR)), Optional.of(PASSWORD), TEST);
    }

    private Outcome signIn(String password) {
        return signIn.signIn("anna", password, HERE);
    }

    private GrantSecret signedIn() {
        return ((Outcome.SignedIn) signIn(PASSWORD)).secret();
    }

    private Optional<Granted> granted(GrantSecret secret) {
        return signIn.granted(secret, Grant.Kind.SESSION);
    }

    private List<Kind> journal() {
        return store.journal(Long.MAX_VALUE, 100).reversed().stream()
                .map(AccountEvent::kind)
                .toList();
    }

    @Test
    void letsInWhoKnowsThePassword() {
        GrantSecret secret = signedIn();

        assertThat(granted(secret)).hasValueSatisfying(granted -> {
            assertThat(granted.account().name()).isEqualTo(ANNA);
            assertThat(granted.account().roles()).containsExactlyInAnyOrder(Role.NOC_OPERATOR, Role.VIEWER);
        });
        assertThat(signIn.granted(secret, Grant.Kind.TOKEN))
                .as("a cookie is no token")
                .isEmpty();
        assertThat(granted(GrantSecret.drawn(new SecureRandom()))).isEmpty();
        assertThat(signIn.signIn("ANNA", PASSWORD, HERE)).isInstanceOf(Outcome.SignedIn.class);
        assertThat(journal()).containsExactly(Kind.ADDED, Kind.SIGNED_IN, Kind.SIGNED_IN);
    }

    /** As much work for each, or the time would tell which names there are. */
    @Test
    void refusesWithoutSayingWhy() {
        accounts.add(new Account(new AccountName("robot"), List.of(Role.VIEWER)), Optional.empty(), TEST);
        for (List<String> given : List.of(
                List.of("anna", "wrong password"),
                List.of("nobody", PASSWORD),
                List.of("no name at all, no!", PASSWORD),
                List.of("robot", PASSWORD),
                List.of("anna", "x".repeat(100_000)),
                List.of("", ""))) {
            int before = hashes.looks;

            assertThat(signIn.signIn(given.getFirst(), given.getLast(), HERE)).isEqualTo(new Outcome.Refused());

            assertThat(hashes.looks - before).as(given.getFirst()).isEqualTo(1);
        }
        assertThat(store.journal(Long.MAX_VALUE, 100))
                .filteredOn(event -> event.kind() == Kind.SIGN_IN_REFUSED)
                .extracting(AccountEvent::account)
                .as("a name that no account has may be a password, and is not written down")
                .containsExactlyInAnyOrder("anna", "-", "-", "robot", "anna", "-");
    }

    @Test
    void locksOutAfterFiveWrongPasswordsAndForgivesAfterAWhile() {
        for (int i = 0; i < 5; i++) {
            signIn("wrong password");
        }

        assertThat(signIn(PASSWORD)).as("the right one is not looked at").isEqualTo(new Outcome.Refused());
        assertThat(journal()).filteredOn(Kind.LOCKED_OUT::equals).hasSize(1);
        now = now.plus(Duration.ofMinutes(15)).minusMillis(1);
        assertThat(signIn(PASSWORD)).isEqualTo(new Outcome.Refused());
        now = now.plusMillis(1);
        assertThat(signIn("wrong password")).isEqualTo(new Outcome.Refused());
        assertThat(signIn(PASSWORD)).isInstanceOf(Outcome.SignedIn.class);
    }

    @Test
    void aRightPasswordForgetsWrongOnesBefore() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 4; i++) {
                signIn("wrong password");
            }
            assertThat(signIn(PASSWORD)).isInstanceOf(Outcome.SignedIn.class);
        }
    }

    @Test
    void whoIsLockedOutIsLetInAgainByAnAdministrator() {
        for (int i = 0; i < 6; i++) {
            signIn("wrong password");
        }
        accounts.unlock(ANNA, TEST);

        assertThat(signIn(PASSWORD)).isInstanceOf(Outcome.SignedIn.class);
        assertThat(journal()).endsWith(Kind.UNLOCKED, Kind.SIGNED_IN);
    }

    @Test
    void aSessionEndsWhenItIsNotUsed() {
        GrantSecret secret = signedIn();
        now = now.plus(Duration.ofMinutes(29));
        assertThat(granted(secret)).isPresent();
        now = now.plus(Duration.ofMinutes(29));
        assertThat(signIn.isGood(secret)).as("looking is no use").isTrue();
        assertThat(granted(secret)).as("it was used since it began").isPresent();
        now = now.plus(Duration.ofMinutes(30));

        assertThat(granted(secret)).isEmpty();
        assertThat(signIn.isGood(secret)).isFalse();
    }

    @Test
    void aSessionEndsAfterTwelveHoursHoweverMuchItIsUsed() {
        GrantSecret secret = signedIn();
        for (int i = 1; i < 12 * 3; i++) {
            now = now.plus(Duration.ofMinutes(20));
            assertThat(granted(secret)).isPresent();
        }
        now = now.plus(Duration.ofMinutes(20));

        assertThat(granted(secret)).isEmpty();
    }

    @Test
    void whoSignsOutIsOut() {
        GrantSecret secret = signedIn();
        GrantSecret other = signedIn();
        signIn.signOut(granted(secret).orElseThrow().grant(), HERE);

        assertThat(granted(secret)).isEmpty();
        assertThat(granted(other)).as("another browser's").isPresent();
        assertThat(journal()).endsWith(Kind.SIGNED_OUT);
    }

    @Test
    void theOldestOfTooManySessionsGivesWay() {
        List<GrantSecret> secrets = new ArrayList<>();
        for (int i = 0; i <= SignIn.MOST_SESSIONS; i++) {
            secrets.add(signedIn());
            now = now.plusMillis(1);
        }

        assertThat(granted(secrets.getFirst())).isEmpty();
        assertThat(secrets.subList(1, secrets.size()))
                .allSatisfy(secret -> assertThat(granted(secret)).isPresent());
    }

    @Test
    void otherRolesCountFromTheNextRequestOn() {
        GrantSecret secret = signedIn();
        accounts.change(new Account(ANNA, Set.of(Role.MINISTRY), Set.of(new SaeId("SAE-MFA-1"))), TEST);

        assertThat(granted(secret)).hasValueSatisfying(granted -> {
            assertThat(granted.account().roles()).containsExactly(Role.MINISTRY);
            assertThat(granted.account().sees(new SaeId("SAE-MFA-1"))).isTrue();
            assertThat(granted.account().sees(new SaeId("SAE-MOD-1"))).isFalse();
        });
        assertThat(store.journal(Long.MAX_VALUE, 1).getFirst().detail())
                .isEqualTo("from [VIEWER, NOC_OPERATOR] to [MINISTRY] of [SAE-MFA-1]");
    }

    @Test
    void anotherPasswordEndsSessionsAndLeavesTokens() {
        GrantSecret secret = signedIn();
        GrantSecret token = accounts.issueToken(ANNA, "nightly", Duration.ofDays(1), TEST);
        accounts.changePassword(ANNA, "another good password", TEST);

        assertThat(granted(secret)).isEmpty();
        assertThat(signIn.granted(token, Grant.Kind.TOKEN)).isPresent();
        assertThat(signIn(PASSWORD)).isEqualTo(new Outcome.Refused());
        assertThat(signIn("another good password")).isInstanceOf(Outcome.SignedIn.class);
    }

    @Test
    void whoIsRemovedIsOut() {
        GrantSecret secret = signedIn();
        GrantSecret token = accounts.issueToken(ANNA, "nightly", Duration.ofDays(1), TEST);
        accounts.remove(ANNA, TEST);

        assertThat(granted(secret)).isEmpty();
        assertThat(signIn.granted(token, Grant.Kind.TOKEN)).isEmpty();
        assertThat(signIn(PASSWORD)).isEqualTo(new Outcome.Refused());
        assertThatThrownBy(() -> accounts.unlock(ANNA, TEST)).hasMessage("there is no account anna");
    }

    @Test
    void aTokenEndsWithItsTimeOrWhenItIsRevoked() {
        GrantSecret first = accounts.issueToken(ANNA, "nightly", Duration.ofDays(1), TEST);
        GrantSecret second = accounts.issueToken(ANNA, "backup", Duration.ofDays(2), TEST);
        assertThat(signIn.granted(first, Grant.Kind.SESSION))
                .as("a token is no cookie")
                .isEmpty();

        now = now.plus(Duration.ofDays(1));
        assertThat(signIn.granted(first, Grant.Kind.TOKEN)).isEmpty();
        assertThat(signIn.granted(second, Grant.Kind.TOKEN)).isPresent();
        Grant kept = accounts.tokens(ANNA).stream()
                .filter(token -> token.label().equals("backup"))
                .findFirst()
                .orElseThrow();
        accounts.revokeToken(ANNA, kept.id(), TEST);
        assertThat(signIn.granted(second, Grant.Kind.TOKEN)).isEmpty();
        assertThatThrownBy(() -> accounts.revokeToken(ANNA, UUID.randomUUID(), TEST))
                .hasMessageContaining("anna has no token");
    }

    @Test
    void tokensAreLimitedInTimeAndNumber() {
        assertThatThrownBy(() -> accounts.issueToken(ANNA, "long", Duration.ofDays(367), TEST))
                .hasMessageContaining("1 to 366 days, got 367");
        assertThatThrownBy(() -> accounts.issueToken(ANNA, " ", Duration.ofDays(1), TEST))
                .hasMessageContaining("what the token is for");
        for (int i = 0; i < Accounts.MOST_TOKENS; i++) {
            accounts.issueToken(ANNA, "one of them", Duration.ofDays(1), TEST);
        }
        assertThatThrownBy(() -> accounts.issueToken(ANNA, "one more", Duration.ofDays(1), TEST))
                .hasMessageContaining("20 tokens");
        now = now.plus(Duration.ofDays(1));
        assertThat(accounts.issueToken(ANNA, "those have ended", Duration.ofDays(1), TEST))
                .isNotNull();
    }

    @Test
    void refusesWhatIsTooWeak() {
        for (String weak : List.of("short", "x".repeat(201), "aaaaaaaaaaaaaaa")) {
            assertThatThrownBy(() -> accounts.changePassword(ANNA, weak, TEST))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining(weak);
        }
        assertThat(accounts.add(new Account(ANNA, List.of(Role.VIEWER)), Optional.empty(), TEST))
                .as("there is one of that name")
                .isFalse();
    }

    @Test
    void keepsRolesApartThatDoNotGoTogether() {
        assertThatThrownBy(() -> new Account(ANNA, List.of())).hasMessageContaining("at least one role");
        assertThatThrownBy(() -> new Account(ANNA, List.of(Role.CONFIG_PROPOSER, Role.CONFIG_APPROVER)))
                .hasMessageContaining("who proposes does not approve");
        assertThatThrownBy(() -> new Account(ANNA, Set.of(Role.MINISTRY, Role.VIEWER), Set.of(new SaeId("S"))))
                .hasMessageContaining("MINISTRY goes with no other role");
        assertThatThrownBy(() -> new Account(ANNA, List.of(Role.MINISTRY))).hasMessageContaining("names its SAEs");
        assertThatThrownBy(() -> new Account(ANNA, Set.of(Role.VIEWER), Set.of(new SaeId("S"))))
                .hasMessageContaining("no other account names any");
    }

    @Test
    void keepsNothingThatLetsSomebodyIn() throws SQLException {
        GrantSecret session = signedIn();
        GrantSecret token = accounts.issueToken(ANNA, "nightly", Duration.ofDays(1), TEST);

        assertThat(database.contents())
                .contains("anna", "nightly")
                .doesNotContain(session.revealed(), session.pageToken(), token.revealed());
        assertThat(session + " " + token).isEqualTo("secret secret");
        assertThat(session.pageToken()).isNotEqualTo(session.hash());
    }

    @Test
    void tellsEveryEventInOrderAndAgainIfTheListenerFails() {
        signedIn();
        List<Kind> told = new ArrayList<>();
        assertThatThrownBy(() -> store.tell(event -> {
                    throw new IllegalStateException("the disk is full");
                }))
                .hasMessage("the disk is full");

        assertThat(store.tell(event -> told.add(event.kind()))).isEqualTo(2);
        assertThat(told).containsExactly(Kind.ADDED, Kind.SIGNED_IN);
        assertThat(store.tell(event -> told.add(event.kind()))).isZero();
        store.forgetBefore(now.plusSeconds(1));
        assertThat(journal()).isEmpty();
    }
}
