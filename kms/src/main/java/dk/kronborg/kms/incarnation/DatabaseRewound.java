package dk.kronborg.kms.incarnation;

import dk.kronborg.kms.block.StoreUnavailable;

/** The database is not the one this process went on from: it serves nothing more, and begins anew when restarted. */
public class DatabaseRewound extends StoreUnavailable {

    private static final long serialVersionUID = 1;

    DatabaseRewound(String message) {
        super(message);
    }
}
