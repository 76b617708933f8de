package dk.kronborg.testbed.simulator;

import java.util.Locale;

/** Something that goes wrong on a simulated link. A link has at most one fault at a time. */
public sealed interface Fault {

    /** Which end of a link. */
    enum End {
        TX,
        RX
    }

    /** The fibre is cut: no signal at the receiver, no key, both ends say so. */
    record FibreCut() implements Fault {}

    /**
     * A bent fibre or a bad connector loses light and adds no noise.
     *
     * @param extraLossDb loss beyond the commissioned loss, dB, above 0 and at most 60
     */
    record BentFibre(double extraLossDb) implements Fault {
        public BentFibre {
            if (!(extraLossDb > 0 && extraLossDb <= 60)) {
                throw new IllegalArgumentException("extra loss is above 0 and at most 60 dB, got " + extraLossDb);
            }
        }
    }

    /**
     * The excess noise rises to a level, as under an intercept-and-resend attack.
     *
     * @param snu the excess noise that the link now has, referred to the channel input, SNU, from 0 to 2
     */
    record ExcessNoise(double snu) implements Fault {
        public ExcessNoise {
            if (!(snu >= 0 && snu <= 2)) {
                throw new IllegalArgumentException("excess noise is from 0 to 2 SNU, got " + snu);
            }
        }
    }

    /** Neither end sends telemetry. Key blocks go on: what is lost is sight, not key. */
    record Silence() implements Fault {}

    /**
     * One device is dead: it sends nothing, its unsent blocks are lost, and it has a new boot id when it is back.
     * The other end has no partner, makes no key and says so.
     */
    record OneEndDead(End end) implements Fault {}

    /** The two ends' blocks differ in some bytes under the same id, and their telemetry disagrees on the loss. */
    record DisagreeingEnds() implements Fault {}

    /**
     * Reads the words of a command: {@code cut}, {@code bend 3.0}, {@code noise 0.08}, {@code silence},
     * {@code dead tx}, {@code dead rx} or {@code disagree}.
     *
     * @throws IllegalArgumentException if the words say something else; the message lists what is allowed
     */
    static Fault parse(String words) {
        String[] parts = words.strip().toLowerCase(Locale.ROOT).split("\\s+", -1);
        try {
            return switch (String.join(" ", parts[0], String.valueOf(parts.length))) {
                case "cut 1" -> new FibreCut();
                case "bend 2" -> new BentFibre(Double.parseDouble(parts[1]));
                case "noise 2" -> new ExcessNoise(Double.parseDouble(parts[1]));
                case "silence 1" -> new Silence();
                case "dead 2" -> new OneEndDead(End.valueOf(parts[1].toUpperCase(Locale.ROOT)));
                case "disagree 1" -> new DisagreeingEnds();
                default -> throw new IllegalArgumentException("no such fault");
            };
        } catch (IllegalArgumentException e) {
            String shown = words.length() > 80 ? words.substring(0, 80) + "..." : words;
            throw new IllegalArgumentException(
                    "a fault is one of: cut; bend <extra loss, dB, above 0 to 60>; noise <excess noise, SNU, 0 to 2>;"
                            + " silence; dead tx; dead rx; disagree. Got \"" + shown + "\": " + e.getMessage(),
                    e);
        }
    }
}
