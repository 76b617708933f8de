package dk.kronborg.testbed.simulator;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Makes the key blocks of a link as time goes by, and hands the same bytes to both drivers. */
final class KeyProduction {

    private static final int DIFFERING_BYTES = 4;

    private final Driver transmitter;
    private final Driver receiver;
    private final SecureRandom secrets;
    private final RandomGenerator scatter;
    private final Supplier<UUID> ids;

    private double bitsDue;
    private double bitsHandedOver;
    private double bitsNotMade;

    KeyProduction(
            Driver transmitter, Driver receiver, SecureRandom secrets, RandomGenerator scatter, Supplier<UUID> ids) {
        this.transmitter = transmitter;
        this.receiver = receiver;
        this.secrets = secrets;
        this.scatter = scatter;
        this.ids = ids;
    }

    /**
     * Makes what falls due in a step of time.
     *
     * @param bitsPerSecond rate at which the link makes key
     * @param endsAgree     whether both ends get the same bytes
     */
    void make(Duration step, Instant now, double bitsPerSecond, boolean endsAgree) {
        int size = BlockSize.forRate(bitsPerSecond);
        double bits = size * 8.0;
        bitsDue += bitsPerSecond * step.toNanos() / 1e9;
        while (bitsDue >= bits) {
            bitsDue -= bits;
            UUID id = ids.get();
            if (transmitter.hasRoom(id) && receiver.hasRoom(id)) {
                bitsHandedOver += bits;
                makeBlock(id, size, now, endsAgree);
            } else {
                // Devices do not hoard key, and a block that one KME alone had would be of no use.
                bitsNotMade += bits;
            }
        }
    }

    private void makeBlock(UUID id, int size, Instant now, boolean endsAgree) {
        Instant producedAt = now.truncatedTo(ChronoUnit.MILLIS);
        byte[] atTransmitter = new byte[size];
        secrets.nextBytes(atTransmitter);
        byte[] atReceiver = atTransmitter.clone();
        if (!endsAgree) {
            for (int i = 0; i < DIFFERING_BYTES; i++) {
                atReceiver[i * size / DIFFERING_BYTES] ^= (byte) (1 + scatter.nextInt(255));
            }
        }
        transmitter.deliver(new KeyBlock(id, producedAt, atTransmitter));
        receiver.deliver(new KeyBlock(id, producedAt, atReceiver));
    }

    /** Gives up the key that is due and not made yet. */
    void giveUp() {
        bitsDue = 0;
    }

    /** Share of the key due since the last report that found room at both ends. */
    double shareMade() {
        return bitsNotMade > 0 ? bitsHandedOver / (bitsHandedOver + bitsNotMade) : 1;
    }

    /** Begins the share anew. */
    void reported() {
        bitsHandedOver = 0;
        bitsNotMade = 0;
    }
}
