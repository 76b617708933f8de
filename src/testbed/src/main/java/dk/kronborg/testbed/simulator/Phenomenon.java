package dk.kronborg.testbed.simulator;

import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Technology;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;

/**
 * Something that befalls a simulated link. Several act at the same time; what they take and add is summed.
 *
 * <p>An amount of <em>noise</em> is in the measure of the link that it befalls: excess noise at the channel input in SNU
 * for CV-QKD, share of wrong sifted bits for the others. Every record refuses an amount outside its range.
 */
public sealed interface Phenomenon {

    /** The fibre is cut: no light, neither quantum nor classical; no key, both ends say so. */
    record Cut() implements Phenomenon {}

    /** No quantum light arrives, though the classical channel of the same cable is lit. */
    record QuantumDown() implements Phenomenon {}

    /**
     * A bent fibre or a bad connector takes quantum and classical light alike, and adds no noise.
     *
     * @param extraLossDb dB, above 0 and at most 60
     */
    record Bend(double extraLossDb) implements Phenomenon {
        public Bend {
            Amounts.above("extra loss", extraLossDb, 0, 60, "dB");
        }
    }

    /**
     * A beam splitter takes quantum light only, in one step, and adds no noise.
     *
     * @param extraLossDb dB, above 0 and at most 10
     */
    record Tap(double extraLossDb) implements Phenomenon {
        public Tap {
            Amounts.above("extra loss", extraLossDb, 0, 10, "dB");
        }
    }

    /**
     * Noise of no particular origin.
     *
     * @param amount above 0 and at most 2
     */
    record Noise(double amount) implements Phenomenon {
        public Noise {
            Amounts.above("noise", amount, 0, 2, "");
        }
    }

    /**
     * An eavesdropper measures a share of the signals and sends others in their place: 2 SNU times the share for CV-QKD,
     * 25 % of wrong bits times the share for most others; COW loses visibility.
     *
     * @param share above 0 and at most 1
     */
    record Intercept(double share) implements Phenomenon {
        public Intercept {
            Amounts.above("intercepted share", share, 0, 1, "");
        }
    }

    /**
     * Classical channels are lit in the same fibre, and their Raman scattering falls into the quantum channel.
     *
     * @param channels how many more than before, 1 to 100
     * @param noise    above 0 and at most 2
     */
    record Raman(int channels, double noise) implements Phenomenon {
        public Raman {
            Amounts.from("channels", channels, 1, 100, "");
            Amounts.above("noise", noise, 0, 2, "");
        }
    }

    /**
     * The fibre and its optics get slowly worse, for quantum and classical light.
     *
     * @param lossDbPerHour 0 to 10 dB per hour
     * @param noisePerHour  0 to 2 per hour
     */
    record Drift(double lossDbPerHour, double noisePerHour) implements Phenomenon {
        public Drift {
            Amounts.from("loss per hour", lossDbPerHour, 0, 10, "dB");
            Amounts.from("noise per hour", noisePerHour, 0, 2, "");
        }
    }

    /**
     * The shot noise of a CV-QKD link is calibrated no more: the age of the calibration grows, and once it is past its
     * interval the estimated noise drifts away.
     *
     * @param noisePerHour 0 to 2 SNU per hour
     */
    record Uncalibrated(double noisePerHour) implements Phenomenon {
        public Uncalibrated {
            Amounts.from("noise per hour", noisePerHour, 0, 2, "");
        }
    }

    /**
     * Light is injected: the channel seems to lose less than when it was taken into service, and single-photon
     * detectors count more.
     *
     * @param lessLossDb above 0.5 and at most 20 dB, and no more than the link loses
     */
    record Injection(double lessLossDb) implements Phenomenon {
        public Injection {
            Amounts.above("loss less", lessLossDb, 0.5, 20, "dB");
        }
    }

    /**
     * The fibre is cut and mended again and again, cut at first.
     *
     * @param periodS of cut and mended time together, 2 to 3600 s
     * @param cutShare of the period, above 0 and at most 0.99
     */
    record Flap(double periodS, double cutShare) implements Phenomenon {
        public Flap {
            Amounts.from("period", periodS, 2, 3600, "s");
            Amounts.above("cut share", cutShare, 0, 0.99, "");
        }
    }

    /**
     * Wind or the day's warmth shakes the fibre: noise comes and goes as a sine, from none to the amount.
     *
     * @param amount  above 0 and at most 2
     * @param periodS 10 to 86400 s
     */
    record Environment(double amount, double periodS) implements Phenomenon {
        public Environment {
            Amounts.above("noise", amount, 0, 2, "");
            Amounts.from("period", periodS, 10, 86_400, "s");
        }
    }

    /**
     * Telemetry stops. Key blocks go on: what is lost is sight, not key.
     *
     * @param end nothing for both ends
     */
    record Silence(Optional<End> end) implements Phenomenon {}

    /**
     * One device is dead: it sends nothing, its unsent blocks are lost, and it has a new boot id when it is back.
     * The other end has no partner, makes no key and says so.
     */
    record Dead(End end) implements Phenomenon {}

    /**
     * One device starts again: dead for a while, then by itself in order.
     *
     * @param seconds 1 to 3600
     */
    record Reboot(End end, double seconds) implements Phenomenon {
        public Reboot {
            Amounts.from("time", seconds, 1, 3600, "s");
        }
    }

    /**
     * The clock of one device is wrong: {@code measured_at} is shifted.
     *
     * @param seconds -86400 to 86400; ahead if above 0
     */
    record Skew(End end, double seconds) implements Phenomenon {
        public Skew {
            Amounts.from("skew", seconds, -86_400, 86_400, "s");
        }
    }

    /** The housing of one device is opened. */
    record Tamper(End end) implements Phenomenon {}

    /** The door of the rack or hut of one device stands open. */
    record Door(End end) implements Phenomenon {}

    /** The two ends' blocks differ in some bytes under the same id, and their telemetry disagrees on the loss. */
    record Disagree() implements Phenomenon {}

    /** What can be said in a command. */
    String USAGE = "cut; quantum-down; bend <extra loss, dB, above 0 to 60>; tap <extra loss, dB, above 0 to 10>;"
            + " noise <amount, above 0 to 2>; intercept <share, above 0 to 1>;"
            + " raman <channels, 1 to 100> <noise, above 0 to 2>;"
            + " drift <loss per hour, dB, 0 to 10> <noise per hour, 0 to 2>; uncalibrated <noise per hour, 0 to 2>;"
            + " injection <loss less, dB, above 0.5 to 20>; flap <period, s, 2 to 3600> <cut share, above 0 to 0.99>;"
            + " environment <noise, above 0 to 2> <period, s, 10 to 86400>; silence [tx|rx]; dead tx|rx;"
            + " reboot tx|rx <s, 1 to 3600>; skew tx|rx <s, -86400 to 86400>; tamper tx|rx; door tx|rx; disagree";

    /**
     * Reads the words of a command, such as {@code bend 3.0} or {@code dead tx}; amounts of noise are in the measure of
     * the link.
     *
     * @throws IllegalArgumentException if the words say something else; the message lists what is allowed
     */
    static Phenomenon parse(String words) {
        Deque<String> rest = new ArrayDeque<>(
                Arrays.asList(words.strip().toLowerCase(Locale.ROOT).split("\\s+", -1)));
        try {
            Phenomenon phenomenon = read(rest);
            if (!rest.isEmpty()) {
                throw new IllegalArgumentException("nothing is known of \"" + rest.getFirst() + "\" there");
            }
            return phenomenon;
        } catch (IllegalArgumentException e) {
            String shown = words.length() > 80 ? words.substring(0, 80) + "..." : words;
            String why = e instanceof NumberFormatException ? "an amount is a number" : e.getMessage();
            throw new IllegalArgumentException(
                    "a phenomenon is one of: " + USAGE + ". Got \"" + shown + "\": " + why, e);
        }
    }

    private static Phenomenon read(Deque<String> rest) {
        return switch (next(rest, "a word")) {
            case "cut" -> new Cut();
            case "quantum-down" -> new QuantumDown();
            case "bend" -> new Bend(number(rest));
            case "tap" -> new Tap(number(rest));
            case "noise" -> new Noise(number(rest));
            case "intercept" -> new Intercept(number(rest));
            case "raman" -> new Raman(Integer.parseInt(next(rest, "a number of channels")), number(rest));
            case "drift" -> new Drift(number(rest), number(rest));
            case "uncalibrated" -> new Uncalibrated(number(rest));
            case "injection" -> new Injection(number(rest));
            case "flap" -> new Flap(number(rest), number(rest));
            case "environment" -> new Environment(number(rest), number(rest));
            case "silence" -> new Silence(rest.isEmpty() ? Optional.empty() : Optional.of(end(rest)));
            case "dead" -> new Dead(end(rest));
            case "reboot" -> new Reboot(end(rest), number(rest));
            case "skew" -> new Skew(end(rest), number(rest));
            case "tamper" -> new Tamper(end(rest));
            case "door" -> new Door(end(rest));
            case "disagree" -> new Disagree();
            default -> throw new IllegalArgumentException("no such phenomenon");
        };
    }

    private static String next(Deque<String> rest, String what) {
        if (rest.isEmpty() || rest.getFirst().isEmpty()) {
            throw new IllegalArgumentException(what + " is missing");
        }
        return rest.removeFirst();
    }

    private static double number(Deque<String> rest) {
        return Double.parseDouble(next(rest, "an amount"));
    }

    private static End end(Deque<String> rest) {
        return switch (next(rest, "tx or rx")) {
            case "tx" -> End.TX;
            case "rx" -> End.RX;
            default -> throw new IllegalArgumentException("an end is tx or rx");
        };
    }

    /** The words that {@link #parse} reads back. */
    default String words() {
        return switch (this) {
            case Cut() -> "cut";
            case QuantumDown() -> "quantum-down";
            case Bend(double loss) -> "bend " + loss;
            case Tap(double loss) -> "tap " + loss;
            case Noise(double amount) -> "noise " + amount;
            case Intercept(double share) -> "intercept " + share;
            case Raman(int channels, double noise) -> "raman " + channels + ' ' + noise;
            case Drift(double loss, double noise) -> "drift " + loss + ' ' + noise;
            case Uncalibrated(double noise) -> "uncalibrated " + noise;
            case Injection(double loss) -> "injection " + loss;
            case Flap(double period, double share) -> "flap " + period + ' ' + share;
            case Environment(double amount, double period) -> "environment " + amount + ' ' + period;
            case Silence(Optional<End> end) ->
                end.map(one -> "silence " + word(one)).orElse("silence");
            case Dead(End end) -> "dead " + word(end);
            case Reboot(End end, double seconds) -> "reboot " + word(end) + ' ' + seconds;
            case Skew(End end, double seconds) -> "skew " + word(end) + ' ' + seconds;
            case Tamper(End end) -> "tamper " + word(end);
            case Door(End end) -> "door " + word(end);
            case Disagree() -> "disagree";
        };
    }

    private static String word(End end) {
        return end.name().toLowerCase(Locale.ROOT);
    }

    /**
     * What it is without how much, such as {@code bend} or {@code skew tx}. A link has at most one of a kind: a stronger
     * bend takes the place of a weaker one.
     */
    default String kind() {
        return words().replaceAll(" [-0-9].*", "");
    }

    /** Whether it befalls the fibre, and so all links of a cable at once, rather than one link's devices. */
    default boolean ofTheFibre() {
        return switch (this) {
            case Cut _,
                    QuantumDown _,
                    Bend _,
                    Tap _,
                    Noise _,
                    Intercept _,
                    Raman _,
                    Drift _,
                    Injection _,
                    Flap _,
                    Environment _ -> true;
            case Uncalibrated _, Silence _, Dead _, Reboot _, Skew _, Tamper _, Door _, Disagree _ -> false;
        };
    }

    /** Whether it has passed by itself that long after it began. */
    default boolean isOver(Duration elapsed) {
        return this instanceof Reboot(End _, double seconds) && elapsed.toNanos() >= seconds * 1e9;
    }

    /**
     * Makes sure that it can befall that link.
     *
     * @throws IllegalArgumentException if it cannot, or not by that amount
     */
    default void requireFits(Link link) {
        boolean continuous = link.technology() == Technology.CV_QKD;
        if (this instanceof Uncalibrated && !continuous) {
            throw new IllegalArgumentException("shot noise is calibrated on CV-QKD links only, and " + link.id()
                    + " is " + link.technology().wireName());
        }
        if (this instanceof Injection(double lessLossDb) && lessLossDb > link.commissionedLossDb()) {
            throw new IllegalArgumentException("link " + link.id() + " loses " + link.commissionedLossDb()
                    + " dB and cannot lose " + lessLossDb + " dB less");
        }
        double noise = switch (this) {
            case Noise(double amount) -> amount;
            case Raman(int _, double amount) -> amount;
            case Environment(double amount, double _) -> amount;
            default -> 0;
        };
        if (!continuous && noise > 0.5) {
            throw new IllegalArgumentException("noise of link " + link.id() + ", "
                    + link.technology().wireName() + ", is a share of wrong bits of at most 0.5, got " + noise);
        }
    }
}
