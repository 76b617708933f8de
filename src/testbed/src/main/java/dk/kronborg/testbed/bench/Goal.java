package dk.kronborg.testbed.bench;

import java.io.IOException;
import java.util.List;

/**
 * The goals that are measured, in the order in which they are: P13 wants stores from which little was taken. P7 goes with
 * P6. P14 needs nothing that runs.
 */
enum Goal {
    P13,
    P1,
    P2,
    P15,
    P3,
    P4,
    P5,
    P12,
    P11,
    P10,
    P8,
    P9,
    P6,
    P14;

    List<Figure> measure(Stages stages, Interleaved rounds) throws IOException {
        return switch (this) {
            case P13 -> new StoredSize(stages.keys(), rounds).run();
            case P1 -> new KeyThroughput(stages.keys(), rounds).large();
            case P2 -> new KeyThroughput(stages.keys(), rounds).single();
            case P15 -> new KeyThroughput(stages.keys(), rounds).auditing();
            case P3 -> new EncLatency(stages.keys(), rounds).run();
            case P4 -> new Handshakes(stages.keys(), rounds).run();
            case P5 -> new StatusRequests(stages.keys(), rounds).run();
            case P12 -> new IdleMemory(stages.keys(), rounds).run();
            case P11 -> new StartTime(stages.keys(), rounds).run();
            case P10 -> new FallbackTime(stages.fallback(), rounds).run();
            case P8 -> new RelayTime(stages.relay(), rounds).perHop();
            case P9 -> new RelayTime(stages.relay(), rounds).throughput();
            case P6 -> new TelemetryThroughput(stages.telemetry(), rounds).run();
            case P14 -> new RerouteTime(rounds, 1000, 3000).run();
        };
    }
}
