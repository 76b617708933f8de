package dk.kronborg.account;

/**
 * Who does something to an account.
 *
 * @param name an account, or {@code shell:<user>}
 * @param from the address that the request came from; empty for a shell
 */
public record Actor(String name, String from) {

    /** The user of a shell on the centre's machine. */
    public static Actor shell(String user) {
        return new Actor("shell:" + user, "");
    }

    /** An account by a request. */
    public static Actor account(AccountName name, String from) {
        return new Actor(name.value(), from);
    }
}
