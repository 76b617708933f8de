package dk.kronborg.kms;

import static dk.kronborg.kms.TwoSites.MFA;
import static dk.kronborg.kms.TwoSites.MFA_1;
import static dk.kronborg.kms.TwoSites.MFA_2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.kms.audit.AuditLedger;
import dk.kronborg.kms.audit.HeadKeeper;
import dk.kronborg.kms.block.StoreUnavailable;
import dk.kronborg.kms.delivery.DeliveryOutcome;
import dk.kronborg.kms.delivery.KeyOrder;
import dk.kronborg.topology.audit.AuditSignature;
import dk.kronborg.topology.audit.AuditSigner;
import dk.kronborg.topology.audit.AuditVerifier;
import dk.kronborg.topology.audit.json.AuditReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The audit log on a real database: what is delivered is chained with it, and what was changed there shows. */
class AuditLogTest extends TwoSitesTest {

    private static AuditSigner signer;

    private final AtomicLong nanos = new AtomicLong();

    @BeforeAll
    static void makeKey() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("ML-DSA-65", new BouncyCastleProvider())
                .generateKeyPair();
        signer = message -> {
            try {
                Signature signature = Signature.getInstance("ML-DSA-65", new BouncyCastleProvider());
                signature.initSign(pair.getPrivate());
                signature.update(message);
                return AuditSignature.of(pair.getPublic().getEncoded(), signature.sign());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    private AuditLedger ledger() {
        return mfa.store.audit();
    }

    private void deliver(int requests) {
        for (int i = 0; i < requests; i++) {
            DeliveryOutcome.Delivered delivered =
                    (DeliveryOutcome.Delivered) mfa.delivery.deliver(KeyOrder.of(MFA_1, MFA_2, 2, 32));
            delivered.keys().forEach(key -> key.key().close());
        }
    }

    private HeadKeeper heads() {
        return new HeadKeeper(MFA, ledger(), signer, Clock.systemUTC(), nanos::get);
    }

    private void sign() {
        HeadKeeper keeper = heads();
        keeper.round();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        keeper.round();
    }

    private String exported() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ledger().export(out, signer);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static AuditVerifier.Verdict verify(String file) throws Exception {
        return AuditReader.verify(
                new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), (log, pin) -> log.equals("KME-MFA"));
    }

    @Test
    void whatIsDeliveredIsChainedInTheSameTransaction() throws Exception {
        deliver(3);

        assertThat(Sql.count(mfaDatabase, "select count(*) from audit_record where batch is null"))
                .isZero();
        AuditVerifier.Verdict verdict = verify(exported());
        assertThat(verdict.faults()).isEmpty();
        assertThat(verdict.records()).isEqualTo(3);
        assertThat(verdict.loose()).isEqualTo(3);
        assertThat(ledger().written().orElseThrow().records()).isEqualTo(3);
    }

    @Test
    void aHeadHoldsWhatIsOneSecondOld() throws Exception {
        deliver(1);
        HeadKeeper keeper = heads();
        keeper.round();
        assertThat(ledger().heads(10)).isEmpty();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        keeper.round();
        keeper.round();

        assertThat(ledger().heads(10)).singleElement().satisfies(signed -> {
            assertThat(signed.head().records()).isEqualTo(1);
            assertThat(signed.signature().isOver(signed.head().bytes())).isTrue();
        });
        assertThat(verify(exported()).loose()).isZero();
    }

    @Test
    void aNewProcessFollowsTheOneBefore() throws Exception {
        deliver(2);
        restart();
        deliver(1);
        sign();

        AuditVerifier.Verdict verdict = verify(exported());

        assertThat(verdict.faults()).isEmpty();
        assertThat(verdict.runs()).isEqualTo(2);
        assertThat(verdict.records()).isEqualTo(3);
        assertThat(verdict.loose()).isZero();
    }

    @Test
    void whatIsChangedInTheDatabaseIsNamed() throws Exception {
        deliver(4);
        sign();
        String batch = "run " + ledger().written().orElseThrow().point().run() + ", batch ";
        Sql.execute(mfaDatabase, "update audit_record set target = 'SAE-MOD-1' where id = 2");

        assertThat(verify(exported()).faults()).singleElement().satisfies(fault -> {
            assertThat(fault.place()).startsWith(batch);
            assertThat(fault.what()).isEqualTo("its records or their order are not those that were chained");
        });
    }

    @Test
    void whatIsRemovedFromTheDatabaseIsNamed() throws Exception {
        deliver(4);
        sign();
        Sql.execute(mfaDatabase, "delete from audit_record where id = 3");
        assertThat(verify(exported()).faults()).isNotEmpty();

        Sql.execute(mfaDatabase, "delete from audit_batch where number = 1");
        assertThat(verify(exported()).faults())
                .extracting(Object::toString)
                .anyMatch(fault -> fault.contains("batch 2"));
    }

    @Test
    void aFailedCommitLeavesTheChainWhole() throws Exception {
        deliver(1);
        Sql.execute(mfaDatabase, "alter table audit_batch rename to audit_batch_away");
        assertThat(mfa.delivery.deliver(KeyOrder.of(MFA_1, MFA_2, 1, 32)))
                .isNotInstanceOf(DeliveryOutcome.Delivered.class);
        Sql.execute(mfaDatabase, "alter table audit_batch_away rename to audit_batch");
        deliver(1);
        sign();

        AuditVerifier.Verdict verdict = verify(exported());

        assertThat(verdict.faults()).isEmpty();
        assertThat(verdict.records()).isEqualTo(2);
    }

    @Test
    void anExportThatTheDatabaseCannotGiveFails() throws Exception {
        Sql.execute(mfaDatabase, "drop table audit_head");

        assertThatThrownBy(this::exported).isInstanceOf(StoreUnavailable.class);
    }
}
