package dk.kronborg.linkmonitor.telemetry;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A quantity a device can report, by its wire name; each has one unit and one range.
 *
 * <p>The ranges refuse the impossible, not the alarming. No quantity is beyond 1e30, so that no sum overflows.
 * Excess noise is an estimate and may be negative; transmittance may pass 1 by its error of estimate, hence a loss may be
 * slightly negative.
 */
public enum Metric {
    SECRET_KEY_RATE("skr_bps", "bit/s", 0, 1e30),
    EFFECTIVE_SECRET_KEY_RATE("eskr_bps", "bit/s", 0, 1e30),
    EXCESS_NOISE("excess_noise_snu", "SNU", -1e30, 1e30),
    EXCESS_NOISE_SIGMA("excess_noise_sigma_snu", "SNU", 0, 1e30),
    TRANSMITTANCE("transmittance", "1", Double.MIN_VALUE, 1.05),
    CHANNEL_LOSS("channel_loss_db", "dB", -1, 100),
    SNR("snr", "1", 0, 1e30),
    SNR_DB("snr_db", "dB", -100, 100),
    MODULATION_VARIANCE("modulation_variance_snu", "SNU", 0, 1e30),
    ELECTRONIC_NOISE("electronic_noise_snu", "SNU", 0, 1e30),
    SHOT_NOISE_CLEARANCE("shot_noise_clearance_db", "dB", -100, 100),
    LOCAL_OSCILLATOR_POWER("lo_power_dbm", "dBm", -150, 60),
    PILOT_SNR("pilot_snr_db", "dB", -100, 100),
    PHASE_NOISE("phase_noise_rad2", "rad2", 0, 1e30),
    RECONCILIATION_EFFICIENCY("beta", "1", 0, 1),
    FRAME_ERROR_RATE("frame_error_rate", "1", 0, 1),
    /** Share of wrong bits among the sifted ones; what discrete-variable links are judged by. */
    QBER("qber", "1", 0, 1),
    /** Share of wrong signs of a Gaussian link's values before correction; 20 to 47 % is in order. */
    SIGN_ERROR_RATE("qber_sign", "1", 0, 1),
    /** Share of wrong bits after error correction. */
    RESIDUAL_ERROR_RATE("qber_residual", "1", 0, 1),
    /** Share of wrong symbols of a discrete-modulated continuous-variable link; tens of per cent are in order. */
    SYMBOL_ERROR_RATE("qber_symbol", "1", 0, 1),
    VISIBILITY("visibility", "1", 0, 1),
    RAW_RATE("raw_rate_bps", "bit/s", 0, 1e30),
    SIFTED_RATE("sifted_rate_bps", "bit/s", 0, 1e30),
    COUNT_RATE("counts_per_s", "1/s", 0, 1e30),
    DARK_COUNT_RATE("dark_counts_per_s", "1/s", 0, 1e30),
    DETECTOR_TEMPERATURE("detector_temp_c", "degC", -273.15, 1000),
    MEAN_PHOTON_NUMBER("mean_photon_number", "1", 0, 1e30),
    CONSUMED_BITS("consumed_bits", "bit", 0, 1e30),
    EPSILON_TOTAL("epsilon_total", "1", Double.MIN_VALUE, Math.nextDown(1.0)),
    BLOCK_SYMBOLS("block_symbols", "1", 0, 1e30),
    DISCLOSED_SYMBOLS("disclosed_symbols", "1", 0, 1e30),
    /** Time since the shot noise was calibrated. */
    CALIBRATION_AGE("calibration_age_s", "s", 0, 1e30),
    /** How often the shot noise is to be calibrated. */
    CALIBRATION_INTERVAL("calibration_interval_s", "s", Double.MIN_VALUE, 1e30),
    /** 1 while light arrives on the classical channel in the same cable, else 0. */
    CLASSICAL_SIGNAL("classical_signal", "1", 0, 1),
    /** Loss of the classical channel in the same cable. */
    CLASSICAL_LOSS("classical_loss_db", "dB", -1, 200),
    /** How many classical wavelengths are lit in the same fibre; more of them mean more Raman noise. */
    CLASSICAL_CHANNELS("classical_channels", "1", 0, 1000),
    /** 1 while the device's housing is or was opened, else 0. */
    TAMPER("tamper", "1", 0, 1),
    /** 1 while the door of the rack or the hut is open, else 0. */
    DOOR_OPEN("door_open", "1", 0, 1),
    RACK_TEMPERATURE("rack_temp_c", "degC", -273.15, 1000),
    OTDR_DISTANCE("otdr_distance_m", "m", 0, 1e30),
    OTDR_LOSS("otdr_loss_db", "dB", -100, 100);

    private static final Map<String, Metric> BY_WIRE_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Metric::wireName, Function.identity()));

    private final String wireName;
    private final String unit;
    private final double least;
    private final double most;

    Metric(String wireName, String unit, double least, double most) {
        this.wireName = wireName;
        this.unit = unit;
        this.least = least;
        this.most = most;
    }

    /** The metric of that wire name, if this version knows it. */
    public static Optional<Metric> ofWireName(String name) {
        return Optional.ofNullable(BY_WIRE_NAME.get(name));
    }

    public String wireName() {
        return wireName;
    }

    /** Unit as it is written after a number; {@code 1} for a dimensionless quantity. */
    public String unit() {
        return unit;
    }

    /**
     * The value itself, if it is possible for this metric.
     *
     * @throws IllegalArgumentException if it is outside the range, infinite or NaN
     */
    public double checked(double value) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(wireName + " is " + range() + " (" + unit + "), got " + value);
        }
        return value;
    }

    private String range() {
        if (least == Double.MIN_VALUE) {
            return "above 0 and at most " + most;
        }
        return "from " + least + " to " + most;
    }
}
