package dk.kronborg.linkmonitor.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Axis of a link's state: whether it makes key. Each state offers the ways out of it. */
public sealed interface KeyGeneration {

    /** Good blocks in a row that it takes to believe that key is made. */
    int GOOD_BLOCKS = 3;

    /** When this state began, by the clock of the device that told, or of the centre if none did. */
    Instant since();

    /** Nothing is known, or not any more. */
    record Unknown(Instant since, int goodBlocks, Optional<Instant> lastGood, boolean everGenerated)
            implements KeyGeneration {

        @Override
        public KeyGeneration good(Instant at) {
            return goodBlocks + 1 >= GOOD_BLOCKS
                    ? new Generating(at, at)
                    : new Unknown(since, goodBlocks + 1, Optional.of(at), everGenerated);
        }

        @Override
        public KeyGeneration bad(Instant at, Duration patience) {
            return Duration.between(lastGood.orElse(since), at).compareTo(patience) > 0
                    ? new Stalled(at, 0, everGenerated)
                    : new Unknown(since, 0, lastGood, everGenerated);
        }

        @Override
        public KeyGeneration unheard(Instant at) {
            return this;
        }
    }

    /** Key is made. */
    record Generating(Instant since, Instant lastGood) implements KeyGeneration {

        @Override
        public KeyGeneration good(Instant at) {
            return new Generating(since, at);
        }

        @Override
        public KeyGeneration bad(Instant at, Duration patience) {
            return Duration.between(lastGood, at).compareTo(patience) > 0 ? new Stalled(at, 0, true) : this;
        }

        @Override
        public KeyGeneration unheard(Instant at) {
            return new Unknown(at, 0, Optional.of(lastGood), true);
        }

        @Override
        public boolean everGenerated() {
            return true;
        }
    }

    /**
     * No key is made.
     *
     * @param goodBlocks in a row since then
     */
    record Stalled(Instant since, int goodBlocks, boolean everGenerated) implements KeyGeneration {

        @Override
        public KeyGeneration good(Instant at) {
            return goodBlocks + 1 >= GOOD_BLOCKS
                    ? new Generating(at, at)
                    : new Stalled(since, goodBlocks + 1, everGenerated);
        }

        @Override
        public KeyGeneration bad(Instant at, Duration patience) {
            return goodBlocks == 0 ? this : new Stalled(since, 0, everGenerated);
        }

        @Override
        public KeyGeneration unheard(Instant at) {
            return new Unknown(at, 0, Optional.empty(), everGenerated);
        }
    }

    /** Somebody stopped it: the link is locked. What the devices say does not matter until it is unlocked. */
    record Stopped(Instant since, boolean everGenerated) implements KeyGeneration {

        /** The link is unlocked. */
        public KeyGeneration resumed(Instant at) {
            return new Unknown(at, 0, Optional.empty(), everGenerated);
        }

        @Override
        public KeyGeneration good(Instant at) {
            return this;
        }

        @Override
        public KeyGeneration bad(Instant at, Duration patience) {
            return this;
        }

        @Override
        public KeyGeneration unheard(Instant at) {
            return this;
        }
    }

    /** Of a link that was never heard of. */
    static KeyGeneration unknown(Instant at) {
        return new Unknown(at, 0, Optional.empty(), false);
    }

    /** After a block of symbols that gave key. */
    KeyGeneration good(Instant at);

    /** After a report of no key; believed once the last good block is older than the patience. */
    KeyGeneration bad(Instant at, Duration patience);

    /** After neither device was heard for so long that nothing is known. */
    KeyGeneration unheard(Instant at);

    /** After the link was locked. */
    default KeyGeneration stopped(Instant at) {
        return new Stopped(at, everGenerated());
    }

    /** Whether it ever made key. */
    boolean everGenerated();
}
