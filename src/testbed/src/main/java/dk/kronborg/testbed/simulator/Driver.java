package dk.kronborg.testbed.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.network.Link;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The software of one device: it hands key blocks to its KME and reports to the operator. */
final class Driver {

    private final Link link;
    private final QuantumSystem system;
    private final End end;
    private final DeviceId device;
    private final TelemetrySigner signer;
    private final KeyOutlet keys;
    private final TelemetryOutlet telemetry;
    private final Supplier<UUID> ids;
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    private UUID bootId;
    private long sequence;

    Driver(Link link, End end, TelemetrySigner signer, KeyOutlet keys, TelemetryOutlet telemetry, Supplier<UUID> ids) {
        this.link = link;
        this.system = QuantumSystem.of(link);
        this.end = end;
        this.device = (end == End.TX ? link.transmitter() : link.receiver()).device();
        this.signer = signer;
        this.keys = keys;
        this.telemetry = telemetry;
        this.ids = ids;
        this.bootId = ids.get();
    }

    boolean hasRoom(UUID block) {
        return keys.hasRoom(block);
    }

    void deliver(KeyBlock block) {
        keys.deliver(block);
    }

    /** Loses power: what it had not sent is gone, and it is a new boot when it runs again. */
    void die() {
        keys.discard();
        bootId = ids.get();
        sequence = 0;
    }

    /** Signs and sends an event. */
    void report(Report report) {
        telemetry.publish(link.id(), signer.signed(event(report)), taken -> {
            (taken ? accepted : failed).incrementAndGet();
        });
        sequence++;
    }

    DriverStatus status() {
        KeyOutlet.Tally tally = keys.tally();
        return new DriverStatus(
                device, tally.stored(), tally.refused(), tally.retried(), tally.unsent(), accepted.get(), failed.get());
    }

    private ObjectNode event(Report report) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("schema", "qkd.telemetry/1");
        event.put("event_id", ids.get().toString());
        event.put("link_id", link.id().value());
        event.put("device_id", device.value());
        event.put("role", end == End.TX ? "TRANSMITTER" : "RECEIVER");
        event.put("technology", link.technology().wireName());
        event.put("seq", sequence);
        event.put("boot_id", bootId.toString());
        event.put("block_id", report.estimationBlock().map(UUID::toString).orElse(null));
        event.put("measured_at", report.measuredAt().toString());
        event.put("interval_s", report.interval().toMillis() / 1000.0);
        addMetrics(event.putObject("metrics"), report);
        KeyClaim claim = system.claim();
        event.putObject("security")
                .put("proof", claim.proof())
                .put("epsilon_total", claim.epsilonTotal())
                .put("detector_trust", claim.detectorTrust());
        event.put("device_state", report.state().name());
        var alarms = event.putArray("alarms");
        if (report.state().alarming()) {
            alarms.addObject()
                    .put("code", report.state().alarmCode())
                    .put("severity", report.state().alarmSeverity())
                    .put("text", report.state().alarmText());
        }
        return event;
    }

    /** Set-points and what surrounds the channel always; measured values only if something was measured. */
    private void addMetrics(ObjectNode metrics, Report report) {
        metrics.put("skr_bps", report.keyRateBps());
        metrics.put("eskr_bps", report.deliveredBps());
        system.putSetPoints(metrics, end);
        report.reading().ifPresent(reading -> reading.put(metrics, end));
        Report.Surroundings surroundings = report.surroundings();
        metrics.put("classical_signal", surroundings.classicalLossDb().isPresent() ? 1 : 0);
        surroundings.classicalLossDb().ifPresent(loss -> metrics.put("classical_loss_db", loss));
        metrics.put("classical_channels", surroundings.classicalChannels());
        metrics.put("tamper", surroundings.tampered() ? 1 : 0);
        metrics.put("door_open", surroundings.doorOpen() ? 1 : 0);
        surroundings
                .calibrationAge()
                .ifPresent(age -> metrics.put("calibration_age_s", age.toMillis() / 1000.0)
                        .put(
                                "calibration_interval_s",
                                system.calibrationInterval().orElseThrow().toSeconds()));
    }
}
