package dk.kronborg.testbed.pki;

import dk.kronborg.topology.identity.Identity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a leaf certificate is to say. {@link #of} gives a draft that follows the rules; the other methods break
 * one rule each, for tests of refusals.
 *
 * @param commonName common name of the subject
 * @param identities URI subject alternative names; the rules ask for exactly one
 * @param uses       extended key usages; a server also gets DNS name localhost and IP address 127.0.0.1
 * @param notBefore  start of validity
 * @param notAfter   end of validity
 */
public record LeafDraft(
        String commonName, List<String> identities, Set<Use> uses, Instant notBefore, Instant notAfter) {

    /** Clocks of the machines that meet in a test may differ by less than this. */
    private static final Duration CLOCK_LEEWAY = Duration.ofHours(1);

    private static final Duration VALIDITY = Duration.ofDays(365);

    public LeafDraft {
        identities = List.copyOf(identities);
        uses = Set.copyOf(uses);
    }

    /** A leaf by the rules: one identity, valid for a year from now. */
    public static LeafDraft of(Identity identity, Set<Use> uses, Instant now) {
        return new LeafDraft(identity.id(), List.of(identity.urn()), uses, now.minus(CLOCK_LEEWAY), now.plus(VALIDITY));
    }

    /** Breaks a rule: its validity ended a day after it began, in the past. */
    public LeafDraft expired() {
        Instant start = notBefore.minus(Duration.ofDays(3));
        return new LeafDraft(commonName, identities, uses, start, start.plus(Duration.ofDays(1)));
    }

    /** Breaks a rule: no URI subject alternative name. */
    public LeafDraft withoutIdentity() {
        return new LeafDraft(commonName, List.of(), uses, notBefore, notAfter);
    }

    /** Breaks a rule: a further URI subject alternative name. */
    public LeafDraft withFurtherIdentity(Identity further) {
        List<String> all = new ArrayList<>(identities);
        all.add(further.urn());
        return new LeafDraft(commonName, all, uses, notBefore, notAfter);
    }

    /** Breaks a rule for most holders: other uses than the plane asks for. */
    public LeafDraft withUses(Use first, Use... rest) {
        return new LeafDraft(commonName, identities, EnumSet.of(first, rest), notBefore, notAfter);
    }
}
