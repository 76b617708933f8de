package dk.kronborg.kms.assignment;

import dk.kronborg.topology.identity.SaeId;
import java.util.UUID;

/** One target's copy of an assigned key. */
public record AssignedKeyRef(UUID id, SaeId target) {}
