package dk.kronborg.console;

import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.SaePair;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Our names as ETSI GS QKD 015 wants them. A UUID is name-based, version 5 (RFC 9562 section 5.5), in the namespace for
 * URLs, of {@code urn:kronborg:<domain>:<kind>:<name>}: the same at every centre, and anybody can compute it.
 */
final class SdnNames {

    private static final UUID NAMESPACE_URL = UUID.fromString("6ba7b811-9dad-11d1-80b4-00c04fd430c8");

    private final DomainId domain;

    SdnNames(DomainId domain) {
        this.domain = domain;
    }

    /** Of {@code urn:kronborg:<domain>:kme:<id>}. */
    UUID node(KmeId kme) {
        return uuid("kme", kme.value());
    }

    /** Of {@code urn:kronborg:<domain>:link:<id>}. */
    UUID link(LinkId link) {
        return uuid("link", link.value());
    }

    /** Of {@code urn:kronborg:<domain>:virtual-link:<KME>,<KME>}, the smaller name first. */
    UUID virtualLink(KmeId one, KmeId other) {
        boolean inOrder = one.compareTo(other) <= 0;
        return uuid("virtual-link", (inOrder ? one : other) + "," + (inOrder ? other : one));
    }

    /** Of {@code urn:kronborg:<domain>:pair:<SAE>,<SAE>}, the smaller name first. */
    UUID application(SaePair pair) {
        return uuid("pair", pair.first() + "," + pair.second());
    }

    /** The first 32 bits of the SHA-256 of its name. */
    static long port(DeviceId device) {
        byte[] digest = digest("SHA-256").digest(device.value().getBytes(StandardCharsets.UTF_8));
        return Integer.toUnsignedLong(ByteBuffer.wrap(digest).getInt());
    }

    private UUID uuid(String kind, String name) {
        return ofName("urn:kronborg:" + domain + ':' + kind + ':' + name);
    }

    /** Version 5, in the namespace for URLs. */
    static UUID ofName(String name) {
        MessageDigest sha = digest("SHA-1");
        sha.update(ByteBuffer.allocate(16)
                .putLong(NAMESPACE_URL.getMostSignificantBits())
                .putLong(NAMESPACE_URL.getLeastSignificantBits())
                .flip());
        ByteBuffer hash = ByteBuffer.wrap(sha.digest(name.getBytes(StandardCharsets.UTF_8)));
        long high = (hash.getLong() & ~0xf000L) | 0x5000L;
        long low = (hash.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
