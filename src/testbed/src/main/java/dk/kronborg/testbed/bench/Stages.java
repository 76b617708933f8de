package dk.kronborg.testbed.bench;

import dk.kronborg.testbed.launcher.RunningDemo;
import dk.kronborg.testbed.network.ReferenceNetwork;
import dk.kronborg.topology.network.Kme;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What goals are measured on: started when it is first asked for, and ended before another one is. */
final class Stages implements AutoCloseable {

    private final Path directory;
    private final Path application;
    private final Path hello;
    private final int links;
    private final Consumer<String> progress;

    private @Nullable RunningDemo demo;
    private @Nullable BenchNetwork keys;
    private @Nullable BenchNetwork fallback;
    private @Nullable BenchNetwork relay;
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
        stages.keys = new BenchNetwork(demo, Path.of(""));
        return stages;
    }

    /** The quick network with room for the bench. */
    BenchNetwork keys() throws IOException {
        if (keys == null) {
            close();
            Path place = directory.resolve("keys");
            BenchNetwork started = start(ReferenceNetwork.QUICK, place, BenchNetwork.SETTINGS);
            keys = started;
            // The bench delivers its own blocks.
            started.fault("cut");
        }
        return keys;
    }

    /** The quick network with devices that work and modes that change soon. */
    BenchNetwork fallback() throws IOException {
        if (fallback == null) {
            close();
            Path place = directory.resolve("fallback");
            fallback = start(ReferenceNetwork.QUICK, place, FallbackTime.SETTINGS);
        }
        return fallback;
    }

    /** The ring of five KMEs, with room for the bench. */
    BenchNetwork relay() throws IOException {
        if (relay == null) {
            close();
            Path place = directory.resolve("relay");
            BenchNetwork started = start(ReferenceNetwork.RING, place, RelayTime.SETTINGS);
            relay = started;
            // The bench delivers its own blocks.
            started.fault("cut");
        }
        return relay;
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

    private BenchNetwork start(ReferenceNetwork sites, Path place, List<String> settings) throws IOException {
        progress.accept("starting a network in " + place);
        List<String> ofAll = new ArrayList<>();
        for (Kme kme : sites.plan().kmes()) {
            settings.forEach(setting -> ofAll.add(kme.id() + ":" + setting));
        }
        demo = RunningDemo.start(sites, place, application, ofAll.toArray(String[]::new));
        return new BenchNetwork(demo, hello);
    }

    @Override
    public void close() throws IOException {
        if (keys != null) {
            keys.close();
            keys = null;
        }
        if (fallback != null) {
            fallback.close();
            fallback = null;
        }
        if (relay != null) {
            relay.close();
            relay = null;
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
