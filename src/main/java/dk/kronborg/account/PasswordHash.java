package dk.kronborg.account;

/** How passwords are kept: so that trying many takes long, even for somebody who has the database. */
public interface PasswordHash {

    /** The form in which a password is kept; another one each time. */
    String of(String password);

    /**
     * Whether it is the password. Takes as long for a wrong one as for the right one.
     *
     * @throws IllegalArgumentException if it was kept in another form
     */
    boolean matches(String password, String kept);
}
