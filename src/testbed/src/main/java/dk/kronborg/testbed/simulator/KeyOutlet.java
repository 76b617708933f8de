package dk.kronborg.testbed.simulator;

/** Where one device's key blocks go. Implementations are safe for use by several threads. */
interface KeyOutlet {

    /** Blocks handed over and what became of them. */
    record Tally(long stored, long refused, long retried, int unsent) {}

    /** Whether one more block may be handed over. */
    boolean hasRoom();

    /** Takes a block over, to deliver and then wipe it. Only while there is room. */
    void deliver(KeyBlock block);

    /** Wipes all blocks that are not delivered, as when the device loses power. */
    void discard();

    Tally tally();
}
