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

    /** For a device that makes no key: takes none. */
    KeyOutlet NONE = new KeyOutlet() {
        @Override
        public boolean hasRoom() {
            return false;
        }

        @Override
        public void deliver(KeyBlock block) {
            block.wipe();
            throw new IllegalStateException("no key was to be made here");
        }

        @Override
        public void discard() {}

        @Override
        public Tally tally() {
            return new Tally(0, 0, 0, 0);
        }
    };
}
