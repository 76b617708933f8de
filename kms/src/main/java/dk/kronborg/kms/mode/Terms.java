package dk.kronborg.kms.mode;

import dk.kronborg.kms.pool.StoreGauge;

/**
 * The marks and times by which modes change; seconds of the site's running time.
 *
 * @param marks     of the store
 * @param doubt     how long it is low, or no block comes though there is room, until keys are rationed (T1)
 * @param lost      how long no block comes though there is room, until the path counts as lost (T2), from {@code doubt}
 * @param recovered how long all must be well again until a mode is left for a better one (T3)
 * @param dwell     how long a mode is kept before the way back is taken (T4)
 * @param recoveredAtMost to what {@code recovered} is doubled by falls that follow each other
 * @param forgotten how long after a fall the next one counts as the first again
 * @throws IllegalArgumentException if a time is outside its range
 */
public record Terms(
        StoreGauge.Marks marks,
        long doubt,
        long lost,
        long recovered,
        long dwell,
        long recoveredAtMost,
        long forgotten) {

    /** The longest of these times: ten years. */
    private static final long MOST = 315_360_000;

    public static final Terms DEFAULT = new Terms(new StoreGauge.Marks(10, 25, 50), 10, 30, 300, 600, 3600, 86_400);

    public Terms {
        within("doubt", doubt, 1);
        within("lost", lost, doubt);
        within("recovered", recovered, doubt);
        within("dwell", dwell, 1);
        within("recoveredAtMost", recoveredAtMost, recovered);
        within("forgotten", forgotten, 1);
    }

    private static void within(String name, long seconds, long least) {
        if (seconds < least || seconds > MOST) {
            throw new IllegalArgumentException(name + " is " + least + " to " + MOST + " s, got " + seconds);
        }
    }

    /**
     * These terms for a pool whose blocks come that far apart at most while all is well: no block for less than that says
     * nothing.
     */
    public Terms withBlocksApart(long seconds) {
        long patience = Math.max(doubt, seconds);
        return new Terms(
                marks,
                patience,
                patience + (lost - doubt),
                Math.max(recovered, patience),
                dwell,
                Math.max(recoveredAtMost, patience),
                forgotten);
    }

    /** How long all must be well after so many falls that followed another. */
    long recoveredAfter(int repeated) {
        long seconds = recovered;
        for (int i = 0; i < repeated && seconds < recoveredAtMost; i++) {
            seconds *= 2;
        }
        return Math.min(seconds, recoveredAtMost);
    }
}
