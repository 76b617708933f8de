package dk.kronborg.kms.report;

import dk.kronborg.kms.block.Grade;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.mode.Mode;
import dk.kronborg.topology.identity.SaeId;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a KME keeps on disk that a report is made of, summed up there. */
public interface ReportLedger {

    /**
     * Keys that an initiator was given.
     *
     * @param degraded whether they rest on less than the policy asks for while quantum keys can be had
     * @param requests by which it got them
     */
    record Delivered(SaeId initiator, SaeId target, Grade grade, boolean degraded, long requests, long keys) {}

    /** Requests that were refused. */
    record Refused(SaeId initiator, SaeId target, Refusal reason, long requests) {}

    /**
     * How a pool from here was in a mode.
     *
     * @param entered how often it changed to that mode
     */
    record InMode(PoolId pool, Mode mode, Duration time, long entered) {}

    /**
     * Deliveries by the audit.
     *
     * @param until not included
     * @param initiator of all, if empty
     */
    List<Delivered> delivered(Instant from, Instant until, Optional<SaeId> initiator);

    /** Refusals that were added. */
    List<Refused> refused(YearMonth month, Optional<SaeId> initiator);

    /** Modes of all pools; the last one of a pool lasts until the end of that time. */
    List<InMode> modes(Instant from, Instant until);

    /** Adds counts to those on disk, all or none. */
    void addRefused(Map<RefusalTally.Kind, Long> counts);
}
