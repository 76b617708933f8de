package dk.kronborg.testbed.bench;

import java.io.IOException;
import java.util.List;

/** The goals that are measured, in the order in which they are: P13 wants stores from which little was taken. */
enum Goal {
    P13,
    P1,
    P2,
    P15,
    P3,
    P4,
    P5,
    P12,
    P11;

    List<Figure> measure(BenchNetwork network, Interleaved rounds) throws IOException {
        return switch (this) {
            case P13 -> new StoredSize(network, rounds).run();
            case P1 -> new KeyThroughput(network, rounds).large();
            case P2 -> new KeyThroughput(network, rounds).single();
            case P15 -> new KeyThroughput(network, rounds).auditing();
            case P3 -> new EncLatency(network, rounds).run();
            case P4 -> new Handshakes(network, rounds).run();
            case P5 -> new StatusRequests(network, rounds).run();
            case P12 -> new IdleMemory(network, rounds).run();
            case P11 -> new StartTime(network, rounds).run();
        };
    }
}
