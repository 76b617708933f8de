package dk.kronborg.kms.keyid;

import dk.kronborg.kms.block.BlockFacts;
import dk.kronborg.kms.block.BlockLayout;
import dk.kronborg.kms.policy.Making;
import java.util.Optional;

/**
 * Where the bits of a key lie and how it is made of them, in 58 bits: block number 37, offset 10, length less one 9,
 * making 2.
 *
 * @param number of the block in its pool
 * @param offset in units of 8 bytes, from 0 to 1023
 * @param length of the key in bytes, from 1 to 512
 * @param making of the key
 * @throws IllegalArgumentException if a value is outside its range
 */
public record KeyPointer(long number, int offset, int length, Making making) {

    private static final int OFFSET_BITS = 10;
    private static final int LENGTH_BITS = 9;
    private static final int MAKING_BITS = 2;

    /** Bits of a packed pointer. */
    static final int BITS = 58;

    public KeyPointer {
        if (number < 0 || number >= BlockFacts.NUMBERS) {
            throw new IllegalArgumentException("a block number is 0 to 2^37 - 1, got " + number);
        }
        if (offset < 0 || offset >= BlockLayout.MAX_UNITS) {
            throw new IllegalArgumentException("an offset is 0 to 1023 units, got " + offset);
        }
        if (length < 1 || length > 1 << LENGTH_BITS) {
            throw new IllegalArgumentException("a key has 1 to 512 bytes, got " + length);
        }
    }

    /** Units that a key of that many bytes takes up. */
    public static int units(int length) {
        return (length + BlockLayout.UNIT - 1) / BlockLayout.UNIT;
    }

    public int units() {
        return units(length);
    }

    long packed() {
        return ((number << OFFSET_BITS | offset) << LENGTH_BITS | (length - 1)) << MAKING_BITS | making.code();
    }

    /** The pointer of these bits, unless they name no making: a wrong mask key may yield that. */
    static Optional<KeyPointer> unpacked(long bits) {
        long rest = bits >>> MAKING_BITS;
        int length = (int) (rest & ((1 << LENGTH_BITS) - 1)) + 1;
        int offset = (int) (rest >>> LENGTH_BITS & ((1 << OFFSET_BITS) - 1));
        long number = rest >>> (LENGTH_BITS + OFFSET_BITS);
        return Making.ofCode((int) (bits & ((1 << MAKING_BITS) - 1)))
                .map(making -> new KeyPointer(number, offset, length, making));
    }
}
