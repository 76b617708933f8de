package dk.kronborg.testbed.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The scenarios that come with the testbed, in its folder {@code src/main/resources/scenarios}. */
public final class Scenarios {

    /** Their names, in the order of docs/scenarios.md. */
    public static final List<String> NAMES = List.of(
            "all-in-order",
            "fibre-cut",
            "cable-cut",
            "quantum-channel-down",
            "bend",
            "tap",
            "intercept-resend-cv",
            "intercept-resend-dv",
            "intercept-resend-cow",
            "intercept-resend-beyond-key",
            "raman-noise",
            "slow-drift",
            "calibration-loss",
            "injection",
            "injection-dv",
            "flapping",
            "one-end-silent",
            "both-ends-silent",
            "device-dead",
            "device-reboot",
            "node-down",
            "node-silent",
            "clock-skew",
            "tamper",
            "environment",
            "disagreeing-ends");

    private Scenarios() {}

    /**
     * The scenario of that name.
     *
     * @throws IllegalArgumentException if there is none; the message lists them
     */
    public static Scenario named(String name) {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException("the scenarios are " + NAMES + ", got \"" + name + '"');
        }
        String resource = "/scenarios/" + name + ".yaml";
        try (InputStream in = Scenarios.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing on the class path");
            }
            return ScenarioYaml.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
