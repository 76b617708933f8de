package dk.kronborg.testbed.simulator;

import dk.kronborg.testbed.pki.TelemetrySigningKey;
import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.LinkEnd;
import dk.kronborg.topology.network.Network;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The devices of a network in simulated time: hours of telemetry in seconds, and no key block made.
 *
 * <p>All chance comes from the seed: device keys, ids, boots and the scatter of readings. The same network, seed, start
 * and calls give the same events, byte for byte. Not for use by several threads.
 */
public final class TimeLapse {

    /** The grain of simulated time: links and phenomena move on once in a step, as in the running network. */
    public static final Duration STEP = Duration.ofMillis(250);

    private static final Duration TICK = Duration.ofSeconds(1);

    /** Who watches. */
    public interface Audience {

        /**
         * A device sends an event. Events come in the order of time; at one instant, link by link in the order of the
         * network, the transmitter's first.
         *
         * @param at    when it is sent; {@code measured_at} in it is the device's own clock
         * @param link  key of the record
         * @param event the signed event as it would go to the broker, JSON in UTF-8
         */
        void sent(Instant at, LinkId link, byte[] event);

        /** One more second has passed, and everything up to then was sent. Called also while nothing is sent. */
        default void tick(Instant now) {}
    }

    private final Network network;
    private final SimulatedNetwork links;
    private Instant now;
    private Instant nextTick;
    private Optional<Audience> audience = Optional.empty();

    /**
     * All devices of a network, in order and just started.
     *
     * @param plan  its telemetry keys, if it has any, are replaced
     * @param start the first instant of simulated time
     */
    public TimeLapse(Network plan, long seed, Instant start) {
        this.now = start;
        this.nextTick = start.plus(TICK);
        SplittableRandom root = new SplittableRandom(seed);
        List<Link> enrolled = new ArrayList<>();
        List<SimulatedLink> simulated = new ArrayList<>();
        for (Link planned : plan.links()) {
            SplittableRandom chance = root.split();
            TelemetrySigningKey transmitterKey = key(planned.transmitter().device(), chance);
            TelemetrySigningKey receiverKey = key(planned.receiver().device(), chance);
            LinkEnd transmitter = planned.transmitter().signingWith(transmitterKey.publicHalf());
            LinkEnd receiver = planned.receiver().signingWith(receiverKey.publicHalf());
            Link link = planned.between(transmitter, receiver);
            enrolled.add(link);
            SplittableRandom forIds = chance.split();
            Supplier<UUID> ids = () -> id(forIds);
            simulated.add(new SimulatedLink(
                    link,
                    driver(link, End.TX, transmitterKey, ids),
                    driver(link, End.RX, receiverKey, ids),
                    Optional.empty(),
                    chance.split(),
                    ids,
                    start));
        }
        this.network = new Network(
                plan.domain(),
                plan.defaultPolicy(),
                plan.sites(),
                plan.kmes(),
                plan.saes(),
                enrolled,
                plan.pairs(),
                plan.guarantees());
        this.links = new SimulatedNetwork(network);
        for (int i = 0; i < enrolled.size(); i++) {
            links.add(enrolled.get(i).id(), simulated.get(i));
        }
    }

    private static TelemetrySigningKey key(DeviceId device, SplittableRandom chance) {
        byte[] secret = new byte[TelemetrySigningKey.SECRET_BYTES];
        chance.nextBytes(secret);
        return TelemetrySigningKey.of(device, secret);
    }

    /** Random, version 4, as a device makes it. */
    private static UUID id(SplittableRandom random) {
        long version4 = (random.nextLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x4000L;
        long variant2 = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(version4, variant2);
    }

    private Driver driver(Link link, End end, TelemetrySigningKey key, Supplier<UUID> ids) {
        TelemetrySigner signer = new TelemetrySigner(key.privateKey(), key.keyId());
        TelemetryOutlet outlet = (id, event, receipt) -> {
            audience.orElseThrow().sent(now, id, event);
            receipt.settled(true);
        };
        return new Driver(link, end, signer, KeyOutlet.NONE, outlet, ids);
    }

    /** The network with the telemetry keys of its devices: by it the events are genuine. */
    public Network network() {
        return network;
    }

    /** The instant up to which time has passed. */
    public Instant now() {
        return now;
    }

    /**
     * Lets something befall a link or a cable from now on, beside what acts already; one of its kind is replaced.
     *
     * @throws IllegalArgumentException if there is no such target, or the phenomenon is not for it; nothing has changed
     */
    public void befall(Target target, Phenomenon phenomenon) {
        links.befall(target, phenomenon);
    }

    /** Ends what is of that {@link Phenomenon#kind kind}; says whether there was any. */
    public boolean end(Target target, String kind) {
        return links.end(target, kind);
    }

    /** Lets time pass without any event, as if nobody had listened; time never goes back. */
    public void pauseUntil(Instant until) {
        if (until.isAfter(now)) {
            now = until;
            nextTick = until.plus(TICK);
        }
    }

    /** Lets time pass in steps of {@link #STEP}, up to the last one that is not after that instant. */
    public void advance(Instant until, Audience watching) {
        audience = Optional.of(watching);
        while (!now.plus(STEP).isAfter(until)) {
            now = now.plus(STEP);
            links.links().values().forEach(link -> link.advance(now));
            if (!now.isBefore(nextTick)) {
                watching.tick(now);
                nextTick = nextTick.plus(TICK);
            }
        }
        audience = Optional.empty();
    }
}
