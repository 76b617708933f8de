package dk.kronborg.topology.version;

import java.util.Optional;
import java.util.UUID;

/**
 * A version of the network as a whole, never changed once it is there. Document and difference, which can be long, are
 * kept beside it.
 *
 * @param by       who put it in force; of a proposal, who made it
 * @param proposal that it was, if it touches security
 * @param changes  how many parts differ from the version before
 */
public record NetworkVersion(VersionTag tag, Authorship by, Optional<UUID> proposal, int changes) {}
