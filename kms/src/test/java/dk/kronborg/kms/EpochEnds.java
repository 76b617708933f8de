package dk.kronborg.kms;

import static dk.kronborg.kms.TwoSites.MFA;
import static dk.kronborg.kms.TwoSites.MOD;

import dk.kronborg.kms.block.Origin;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.confirmation.OfferingEnd;
import dk.kronborg.kms.epoch.EnabledSuites;
import dk.kronborg.kms.epoch.EpochAnsweringEnd;
import dk.kronborg.kms.epoch.EpochEnd;
import dk.kronborg.kms.epoch.EpochFault;
import dk.kronborg.kms.epoch.EpochKeeper;
import dk.kronborg.kms.epoch.EpochLedger;
import dk.kronborg.kms.epoch.EpochPeer;
import dk.kronborg.kms.epoch.EpochWay;
import dk.kronborg.kms.epoch.IdentityKey;
import dk.kronborg.kms.pool.AllocatingPool;
import dk.kronborg.topology.identity.KmeId;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Both ends of the epochs of two sites, of which the first proposes. */
final class EpochEnds {

    static final PoolId POOL = new PoolId(MFA, MOD, Origin.PQC);
    static final int STOCK = 4;
    static final Duration REKEY = Duration.ofHours(1);
    static final EpochKeeper.Terms TERMS = new EpochKeeper.Terms(REKEY, STOCK);
    static final String SUITE = "mlkem768+x25519/1";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final IdentityKey MFA_KEY = identity("ML-DSA-65");
    static final IdentityKey MOD_KEY = identity("ML-DSA-65");
    /** Of a suite that neither uses, and pinned for both. */
    static final IdentityKey BIG_KEY = identity("ML-DSA-87");

    private EpochEnds() {}

    private static IdentityKey identity(String algorithm) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(algorithm, new BouncyCastleProvider())
                    .generateKeyPair();
            return new IdentityKey(pair.getPrivate(), pair.getPublic(), RANDOM);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static EpochEnd end(SiteFixture site) {
        return new EpochEnd(
                site.here,
                site.incarnation.id(),
                EnabledSuites.named(List.of(SUITE)),
                List.of(site.here.equals(MFA) ? MFA_KEY : MOD_KEY));
    }

    static Optional<EpochPeer> peer(SiteFixture site, KmeId other) {
        IdentityKey key = other.equals(MFA) ? MFA_KEY : MOD_KEY;
        return site.store
                .answering()
                .knownIncarnation(other)
                .map(incarnation -> new EpochPeer(other, incarnation, List.of(key.pin(), BIG_KEY.pin())));
    }

    static EpochLedger ledger(SiteFixture site) {
        return site.store.epochs(site.incarnation);
    }

    static Optional<UUID> newest(SiteFixture site) {
        return ledger(site).newest(POOL).map(EpochLedger.Standing::id);
    }

    static EpochAnsweringEnd answering(SiteFixture mod, Consumer<EpochFault> refusals) {
        return new EpochAnsweringEnd(
                () -> end(mod),
                from -> peer(mod, from),
                ledger(mod),
                STOCK,
                mod.alarm,
                refusals,
                Clock.systemUTC(),
                RANDOM);
    }

    /** The first site's pool of post-quantum keys when all blocks are confirmed that there are. */
    static AllocatingPool confirmed(SiteFixture mfa, SiteFixture mod) {
        AllocatingPool pool = new AllocatingPool(POOL, mfa.store.open(), 32, System::nanoTime);
        OfferingEnd offering = new OfferingEnd(
                pool,
                SiteFixture.peer(mod),
                mfa.store.offering(mfa.incarnation, mfa.secondSecrets),
                mfa.store.spending(mfa.incarnation),
                mfa.incarnation,
                mfa.memory,
                mfa.alarm,
                differing -> {});
        while (offering.round()) {}
        return pool;
    }

    static EpochKeeper keeper(SiteFixture mfa, EpochWay way) {
        return new EpochKeeper(
                POOL,
                () -> end(mfa),
                () -> peer(mfa, MOD),
                way,
                ledger(mfa),
                TERMS,
                mfa.store.runningTime(),
                mfa.alarm,
                RANDOM);
    }
}
