package dk.kronborg.kms.wrapping;

import dk.kronborg.kms.block.StoreUnavailable;

/** The keys of this site were destroyed on purpose; this process will never open or wrap anything again. */
public class SiteZeroised extends StoreUnavailable {

    private static final long serialVersionUID = 1;

    public SiteZeroised() {
        super("this site is zeroised: its keys are destroyed");
    }
}
