package dk.kronborg.kms.report;

import dk.kronborg.kms.block.Grade;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.mode.Mode;
import dk.kronborg.kms.report.MonthlyReport.OfPair;
import dk.kronborg.kms.report.MonthlyReport.OfPool;
import dk.kronborg.kms.report.MonthlyReport.OfSae;
import dk.kronborg.kms.report.ReportLedger.Delivered;
import dk.kronborg.kms.report.ReportLedger.InMode;
import dk.kronborg.kms.report.ReportLedger.Refused;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.Sae;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the monthly reports of one KME. */
public final class Reports {

    private static final Duration DAY = Duration.ofDays(1);

    private record Pair(SaeId initiator, SaeId target) {}

    private final KmeId here;
    private final Supplier<Network> network;
    private final ReportLedger ledger;
    private final RefusalTally tally;
    private final Clock clock;

    /** @param tally of this process, which is stored before a report is made */
    public Reports(KmeId here, Supplier<Network> network, ReportLedger ledger, RefusalTally tally, Clock clock) {
        this.here = here;
        this.network = network;
        this.ledger = ledger;
        this.tally = tally;
        this.clock = clock;
    }

    /** The present month in UTC. */
    public YearMonth present() {
        return YearMonth.from(clock.instant().atOffset(ZoneOffset.UTC));
    }

    /**
     * The report of a month.
     *
     * @param sae all of this KME, if empty
     * @throws IllegalArgumentException if the month has not begun
     */
    public MonthlyReport of(YearMonth month, Optional<SaeId> sae) {
        Instant now = clock.instant();
        Instant from = start(month);
        Instant end = start(month.plusMonths(1));
        if (from.isAfter(now)) {
            throw new IllegalArgumentException(
                    "a month can be reported from its start, the present one is " + present() + ", got " + month);
        }
        boolean finished = !end.isAfter(now);
        Instant until = finished ? end : now;
        tally.store();
        List<OfSae> saes = saes(delivered(from, until, sae), ledger.refused(month, sae), sae);
        Set<KmeId> partners = partners(sae);
        List<OfPool> pools = pools(ledger.modes(from, until).stream()
                .filter(mode -> sae.isEmpty() || partners.contains(mode.pool().to()))
                .toList());
        return new MonthlyReport(here, month, from, until, finished, saes, pools);
    }

    private static Instant start(YearMonth month) {
        return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** Where there are SAEs with which it may share keys. */
    private Set<KmeId> partners(Optional<SaeId> sae) {
        return network.get().saes().stream()
                .filter(other -> sae.isPresent() && network.get().mayShareKeys(sae.get(), other.id()))
                .map(Sae::kme)
                .collect(Collectors.toSet());
    }

    /** Asked day by day, so that the database answers soon however many there were. */
    private List<Delivered> delivered(Instant from, Instant until, Optional<SaeId> sae) {
        List<Delivered> delivered = new ArrayList<>();
        for (Instant day = from; day.isBefore(until); day = day.plus(DAY)) {
            delivered.addAll(ledger.delivered(day, day.plus(DAY), sae));
        }
        return delivered;
    }

    private List<OfSae> saes(List<Delivered> delivered, List<Refused> refused, Optional<SaeId> sae) {
        Map<Pair, List<Delivered>> deliveredTo =
                delivered.stream().collect(Collectors.groupingBy(one -> new Pair(one.initiator(), one.target())));
        Map<Pair, List<Refused>> refusedTo =
                refused.stream().collect(Collectors.groupingBy(one -> new Pair(one.initiator(), one.target())));
        Map<SaeId, List<OfPair>> saes = new TreeMap<>();
        sae.map(Stream::of)
                .orElseGet(() -> network.get().saes().stream()
                        .filter(known -> known.kme().equals(here))
                        .map(Sae::id))
                .forEach(known -> saes.put(known, new ArrayList<>()));
        // Of SAEs, too, that are no longer in the network.
        Stream.concat(deliveredTo.keySet().stream(), refusedTo.keySet().stream())
                .distinct()
                .sorted(Comparator.comparing(Pair::target))
                .forEach(pair -> saes.computeIfAbsent(pair.initiator(), known -> new ArrayList<>())
                        .add(pair(
                                pair.target(),
                                deliveredTo.getOrDefault(pair, List.of()),
                                refusedTo.getOrDefault(pair, List.of()))));
        return saes.entrySet().stream()
                .map(known -> new OfSae(known.getKey(), List.copyOf(known.getValue())))
                .toList();
    }

    private static OfPair pair(SaeId target, List<Delivered> delivered, List<Refused> refused) {
        Map<Grade, Long> keys = new EnumMap<>(Grade.class);
        for (Grade grade : Grade.values()) {
            keys.put(grade, 0L);
        }
        delivered.forEach(one -> keys.merge(one.grade(), one.keys(), Long::sum));
        Map<Refusal, Long> reasons = new EnumMap<>(Refusal.class);
        refused.forEach(one -> reasons.merge(one.reason(), one.requests(), Long::sum));
        long recorded = delivered.stream().mapToLong(Delivered::requests).sum();
        return new OfPair(
                target,
                keys,
                delivered.stream()
                        .filter(Delivered::degraded)
                        .mapToLong(Delivered::keys)
                        .sum(),
                Math.max(0, recorded - reasons.getOrDefault(Refusal.TOO_LATE, 0L)),
                reasons);
    }

    private static List<OfPool> pools(List<InMode> modes) {
        Map<PoolId, List<InMode>> byPool = modes.stream()
                .collect(Collectors.groupingBy(
                        InMode::pool,
                        () -> new TreeMap<>(Comparator.comparing(PoolId::toString)),
                        Collectors.toList()));
        List<OfPool> pools = new ArrayList<>();
        byPool.forEach((pool, known) -> {
            Map<Mode, Duration> times = new EnumMap<>(Mode.class);
            for (Mode mode : Mode.values()) {
                times.put(mode, Duration.ZERO);
            }
            known.forEach(one -> times.merge(one.mode(), one.time(), Duration::plus));
            pools.add(new OfPool(
                    pool, times, known.stream().mapToLong(InMode::entered).sum()));
        });
        return List.copyOf(pools);
    }
}
