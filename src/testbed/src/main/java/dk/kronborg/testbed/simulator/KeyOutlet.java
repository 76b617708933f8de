package dk.kronborg.testbed.simulator;

import java.util.UUID;

/** Where one device's key blocks go. Implementations are safe for use by several threads. */
interface KeyOutlet {

    /** Blocks handed over and what became of them. */
    record Tally(long stored, long refused, long retried, int unsent) {

        static final Tally ZERO = new Tally(0, 0, 0, 0);

        Tally plus(Tally other) {
            return new Tally(
                    stored + other.stored, refused + other.refused, retried + other.retried, unsent + other.unsent);
        }
    }

    /** Whether a block of that id may be handed over: there may be room in one direction and none in the other. */
    boolean hasRoom(UUID block);

    /** Takes a block over, to deliver and then wipe it. Only while there is room for it. */
    void deliver(KeyBlock block);

    /** Wipes all blocks that are not delivered, as when the device loses power. */
    void discard();

    Tally tally();

    /** For a device that makes no key: takes none. */
    KeyOutlet NONE = new KeyOutlet() {
        @Override
        public boolean hasRoom(UUID block) {
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
            return Tally.ZERO;
        }
    };
}
