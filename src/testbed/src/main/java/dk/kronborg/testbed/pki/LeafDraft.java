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
 * @param hosts      DNS subject alternative names, for holders whose PKI is not ours
 * @param uses       extended key usages; a server also gets DNS name localhost and IP address 127.0.0.1
 * @param notBefore  start of validity
 * @param notAfter   end of validity
 */
public record LeafDraft(
        String commonName,
        List<String> identities,
        List<String> hosts,
        Set<Use> uses,
        Instant notBefore,
        Instant notAfter) {

    /** Clocks of the machines that meet in a test may differ by less than this. */
    private static final Duration CLOCK_LEEWAY = Duration.ofHours(1);

    private static final Duration VALIDITY = Duration.ofDays(365);

    public LeafDraft {
        identities = List.copyOf(identities);
        hosts = List.copyOf(hosts);
        uses = Set.copyOf(uses);
    }

    /** A leaf by the rules: one identity, valid for a year from now. */
    public static LeafDraft of(Identity identity, Set<Use> uses, Instant now) {
        return new LeafDraft(
                identity.id(), List.of(identity.urn()), List.of(), uses, now.minus(CLOCK_LEEWAY), now.plus(VALIDITY));
    }

    /** Breaks a rule: its validity ended a day after it began, in the past. */
    public LeafDraft expired() {
        Instant start = notBefore.minus(Duration.ofDays(3));
        return new LeafDraft(commonName, identities, hosts, uses, start, start.plus(Duration.ofDays(1)));
    }

    /** Breaks a rule: no URI subject alternative name. */
    public LeafDraft withoutIdentity() {
        return new LeafDraft(commonName, List.of(), hosts, uses, notBefore, notAfter);
    }

    /** A URI subject alternative name that is none of Kronborg's, and no other. */
    public LeafDraft withIdentity(String uri) {
        return new LeafDraft(commonName, List.of(uri), hosts, uses, notBefore, notAfter);
    }

    /** Breaks a rule: a DNS subject alternative name. */
    public LeafDraft withHost(String host) {
        List<String> all = new ArrayList<>(hosts);
        all.add(host);
        return new LeafDraft(commonName, identities, all, uses, notBefore, notAfter);
    }

    /** A common name that is not the holder's id. */
    public LeafDraft withCommonName(String name) {
        return new LeafDraft(name, identities, hosts, uses, notBefore, notAfter);
    }

    /** Breaks a rule: a further URI subject alternative name. */
    public LeafDraft withFurtherIdentity(Identity further) {
        List<String> all = new ArrayList<>(identities);
        all.add(further.urn());
        return new LeafDraft(commonName, all, hosts, uses, notBefore, notAfter);
    }

    /** Breaks a rule for most holders: other uses than the plane asks for. */
    public LeafDraft withUses(Use first, Use... rest) {
        return new LeafDraft(commonName, identities, hosts, EnumSet.of(first, rest), notBefore, notAfter);
    }
}
