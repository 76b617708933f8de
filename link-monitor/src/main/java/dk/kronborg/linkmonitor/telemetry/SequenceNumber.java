package dk.kronborg.linkmonitor.telemetry;

import java.util.UUID;

/**
 * Place of an event among those of its device: numbers rise while the device runs, and begin anew with a new
 * boot.
 *
 * @param boot   drawn by the device when it starts
 * @param number from 0 to 2^53 - 1, the integers that canonical JSON carries exactly; gaps mean lost events
 * @throws IllegalArgumentException if the number is outside its range
 */
public record SequenceNumber(UUID boot, long number) {

    private static final long MOST = (1L << 53) - 1;

    public SequenceNumber {
        if (number < 0 || number > MOST) {
            throw new IllegalArgumentException("seq is 0 to " + MOST + ", got " + number);
        }
    }
}
