package dk.kronborg.testbed.simulator;

/** How many bytes of key go into one block. */
final class BlockSize {

    /** 96 bytes of header and 1 KiB. */
    static final int LEAST = 96 + 1024;

    /** 96 bytes of header and 8 KiB. */
    static final int MOST = 96 + 8192;

    private static final int UNIT = 8;

    /** A slow link makes smaller blocks, so that its key need not wait longer than this. */
    private static final double LONGEST_FILL_SECONDS = 5;

    private BlockSize() {}

    /** The size for a link of that rate: a multiple of 8 from {@link #LEAST} to {@link #MOST}. */
    static int forRate(double bitsPerSecond) {
        double bytes = bitsPerSecond / 8 * LONGEST_FILL_SECONDS;
        return (int) Math.clamp(bytes, LEAST, MOST) / UNIT * UNIT;
    }
}
