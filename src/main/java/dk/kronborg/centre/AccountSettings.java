package dk.kronborg.centre;

import dk.kronborg.account.SignInRules;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Accounts of the centre: docs/accounts.md. */
@ConfigMapping(prefix = "kronborg.centre.accounts")
interface AccountSettings {

    /** Accounts to begin with, a file of mode 0600. One that there is already is left as it is. */
    Optional<Path> first();

    /** After which a session ends that is not used. */
    @WithDefault("30m")
    Duration idle();

    /** After which a session ends in any case. */
    @WithDefault("12h")
    Duration longest();

    /** Wrong passwords in a row until no password of the account is looked at. */
    @WithDefault("5")
    int attempts();

    /** For how long. */
    @WithDefault("15m")
    Duration lockOut();

    /** For how long the journal is kept. */
    @WithDefault("400d")
    Duration journal();

    default SignInRules rules() {
        return new SignInRules(idle(), longest(), attempts(), lockOut());
    }
}
