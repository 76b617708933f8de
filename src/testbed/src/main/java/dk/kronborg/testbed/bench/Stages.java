package dk.kronborg.testbed.bench;

import dk.kronborg.testbed.launcher.RunningDemo;
import dk.kronborg.testbed.network.ReferenceNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What goals are measured on: started when it is first asked for, and ended before another one is. */
final class Stages implements AutoCloseable {

    private static final String KEYS = "keys";

    private final Path directory;
    private final Path application;
    private final Path hello;
    private final int links;
    private final Consumer<String> progress;

    private @Nullable RunningDemo demo;
    private @Nullable BenchNetwork network;
    /** What the network is for. */
    private String purpose = "";

    private @Nullable MonitoredFleet fleet;

    /**
     * Nothing of it runs yet.
     *
     * @param directory   where its servers and processes live
     * @param application the packaged program, {@code quarkus-run.jar}
     * @param hello       that of the program to compare with
     * @param links       of the fleet whose telemetry is measured
     */
    Stages(Path directory, Path application, Path hello, int links, Consumer<String> progress) {
        this.directory = directory;
        this.application = application;
        this.hello = hello;
        this.links = links;
        this.progress = progress;
    }

    /** Stages of which the network for keys runs already, and goes on afterwards. */
    static Stages around(RunningDemo demo) {
        Path directory = demo.network().directory();
        Stages stages = new Stages(directory, Path.of(""), Path.of(""), 0, line -> {});
        stages.network = new BenchNetwork(demo, Path.of(""));
        stages.purpose = KEYS;
        return stages;
    }

    /** The quick network with room for the bench, which delivers its own blocks. */
    BenchNetwork keys() throws IOException {
        return network(KEYS, ReferenceNetwork.QUICK, BenchNetwork.SETTINGS, "cut");
    }

    /** The quick network with devices that work and modes that change soon. */
    BenchNetwork fallback() throws IOException {
        return network("fallback", ReferenceNetwork.QUICK, FallbackTime.SETTINGS, "clear");
    }

    /** The ring of five KMEs, with room for the bench, which delivers its own blocks. */
    BenchNetwork relay() throws IOException {
        return network("relay", ReferenceNetwork.RING, RelayTime.SETTINGS, "cut");
    }

    private BenchNetwork network(String wanted, ReferenceNetwork sites, List<String> settings, String fault)
            throws IOException {
        BenchNetwork present = network;
        if (present != null && purpose.equals(wanted)) {
            return present;
        }
        close();
        Path place = directory.resolve(wanted);
        progress.accept("starting a network in " + place);
        RunningDemo running = RunningDemo.start(sites, place, application, sites.settings(settings));
        demo = running;
        BenchNetwork started = new BenchNetwork(running, hello);
        network = started;
        purpose = wanted;
        started.fault(fault);
        return started;
    }

    /** A centre, and devices that report to it. */
    MonitoredFleet telemetry() throws IOException {
        if (fleet == null) {
            close();
            Path place = directory.resolve("telemetry");
            progress.accept("starting a centre for " + links + " links in " + place);
            fleet = MonitoredFleet.start(place, application, links);
        }
        return fleet;
    }

    @Override
    public void close() throws IOException {
        if (network != null) {
            network.close();
            network = null;
        }
        if (demo != null) {
            demo.close();
            demo = null;
        }
        if (fleet != null) {
            fleet.close();
            fleet = null;
        }
    }
}
