package dk.kronborg.kme;

import dk.kronborg.kms.alarm.Alarms;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.confirmation.AnsweringLedger;
import dk.kronborg.kms.epoch.EnabledSuites;
import dk.kronborg.kms.epoch.EpochAnsweringEnd;
import dk.kronborg.kms.epoch.EpochEnd;
import dk.kronborg.kms.epoch.EpochKeeper;
import dk.kronborg.kms.epoch.EpochLedger;
import dk.kronborg.kms.epoch.EpochPeer;
import dk.kronborg.kms.epoch.EpochWay;
import dk.kronborg.kms.epoch.IdentityKey;
import dk.kronborg.kms.epoch.PinnedIdentity;
import dk.kronborg.kms.housekeeping.RunningTime;
import dk.kronborg.kms.incarnation.SiteIncarnation;
import dk.kronborg.process.SecretFile;
import dk.kronborg.topology.audit.AuditSigner;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Network;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.jcajce.interfaces.MLDSAPrivateKey;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jboss.logging.Logger;

/** The post-quantum epochs of a KME that has identity keys: with those peers whose keys the network names. */
final class Epochs {

    private static final Logger LOG = Logger.getLogger(Epochs.class);

    private final KmeId here;
    private final Network network;
    private final SiteIncarnation site;
    private final AnsweringLedger peers;
    private final EpochLedger ledger;
    private final EpochKeeper.Terms terms;
    private final EnabledSuites suites;
    private final List<IdentityKey> identities;
    private final RunningTime time;
    private final Alarms alarms;
    private final MeterRegistry metrics;
    private final SecureRandom random;

    private Epochs(
            KmeId here,
            Network network,
            KmeSettings.Pqc settings,
            List<IdentityKey> identities,
            SiteIncarnation site,
            AnsweringLedger peers,
            EpochLedger ledger,
            RunningTime time,
            Alarms alarms,
            MeterRegistry metrics,
            SecureRandom random) {
        this.here = here;
        this.network = network;
        this.site = site;
        this.peers = peers;
        this.ledger = ledger;
        this.terms = new EpochKeeper.Terms(settings.rekey(), settings.stockBlocks());
        this.suites = EnabledSuites.named(settings.suites());
        this.identities = identities;
        this.time = time;
        this.alarms = alarms;
        this.metrics = metrics;
        this.random = random;
    }

    /**
     * The epochs of this KME; nothing if it has no identity key.
     *
     * @throws IllegalStateException if a setting cannot be used
     */
    static Optional<Epochs> of(
            KmeId here,
            Network network,
            KmeSettings.Pqc settings,
            SiteIncarnation site,
            AnsweringLedger peers,
            EpochLedger ledger,
            RunningTime time,
            Alarms alarms,
            MeterRegistry metrics,
            SecureRandom random) {
        if (settings.identityKeys().isEmpty()) {
            LOG.infof("%s has no identity key, hence no post-quantum keys: set kronborg.kme.pqc.identity-keys", here);
            return Optional.empty();
        }
        try {
            List<IdentityKey> identities = settings.identityKeys().get().stream()
                    .map(file -> identity(file, random))
                    .toList();
            LOG.infof(
                    "%s signs as %s",
                    here, identities.stream().map(IdentityKey::pin).toList());
            Epochs epochs =
                    new Epochs(here, network, settings, identities, site, peers, ledger, time, alarms, metrics, random);
            epochs.self();
            return Optional.of(epochs);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("kronborg.kme.pqc: " + e.getMessage(), e);
        }
    }

    /** A private key, to which the public one follows. */
    private static IdentityKey identity(Path file, SecureRandom random) {
        try {
            PrivateKey key = KeyFactory.getInstance("ML-DSA", new BouncyCastleProvider())
                    .generatePrivate(new PKCS8EncodedKeySpec(SecretFile.pkcs8(file)));
            return new IdentityKey(key, ((MLDSAPrivateKey) key).getPublicKey(), random);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(file + " holds no key of ML-DSA-87 or ML-DSA-65", e);
        }
    }

    private EpochEnd self() {
        return new EpochEnd(here, site.id(), suites, identities);
    }

    /** Signs the audit log, by the first identity key. */
    AuditSigner auditSigner() {
        return identities.getFirst().auditSigner();
    }

    /** Whether there are epochs with that KME. */
    boolean areWith(KmeId peer) {
        return !pins(peer).isEmpty();
    }

    private List<PinnedIdentity> pins(KmeId peer) {
        return network.kme(peer).flatMap(Kme::identityKeys).orElse(List.of()).stream()
                .map(PinnedIdentity::parse)
                .toList();
    }

    /** That KME, as it was met last. */
    private Optional<EpochPeer> peer(KmeId peer) {
        List<PinnedIdentity> pins = pins(peer);
        return pins.isEmpty()
                ? Optional.empty()
                : peers.knownIncarnation(peer).map(incarnation -> new EpochPeer(peer, incarnation, pins));
    }

    /** Blocks that are kept ready of each pool. */
    int stock() {
        return terms.stock();
    }

    /** An epoch that is so old is not used any more. */
    Duration overdue() {
        return terms.overdue();
    }

    /** The from end of a pool. */
    EpochKeeper keeper(PoolId pool, EpochWay way) {
        return new EpochKeeper(pool, this::self, () -> peer(pool.to()), way, ledger, terms, time, alarms, random);
    }

    /** The to end of all pools that lead here. */
    EpochAnsweringEnd answeringEnd() {
        return new EpochAnsweringEnd(
                this::self,
                this::peer,
                ledger,
                terms.stock(),
                alarms,
                fault -> metrics.counter(
                                "kronborg.epoch.refused",
                                "reason",
                                fault.reason().name())
                        .increment(),
                Clock.systemUTC(),
                random);
    }
}
