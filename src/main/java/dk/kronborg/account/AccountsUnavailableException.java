package dk.kronborg.account;

/** The accounts cannot be read or written now; nothing was done. */
public final class AccountsUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public AccountsUnavailableException(Throwable cause) {
        super("the accounts cannot be reached", cause);
    }
}
