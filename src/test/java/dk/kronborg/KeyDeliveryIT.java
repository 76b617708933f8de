package dk.kronborg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dk.kronborg.testbed.client.DeliveredKey;
import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.testbed.client.RefusedException;
import dk.kronborg.testbed.client.SaeClient;
import dk.kronborg.testbed.pki.Credential;
import dk.kronborg.testbed.pki.Pem;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Key delivery between real processes, with keys from simulated devices; what the standard asks for, statement by
 * statement, is tested in {@code etsi014}.
 */
@ExtendWith(RunningNetwork.class)
class KeyDeliveryIT {

    private static final String MFA_1 = "SAE-MFA-1";
    private static final String MOD_1 = "SAE-MOD-1";

    private final DemoNetwork network;

    KeyDeliveryIT(DemoNetwork network) {
        this.network = network;
    }

    @BeforeEach
    void waitForKeys() throws IOException {
        try (SaeClient mfa = network.client(MFA_1);
                SaeClient mod = network.client(MOD_1)) {
            Awaitility.await("1,500 keys in both directions")
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> mfa.status(MOD_1).storedKeyCount() >= 1500
                            && mod.status(MFA_1).storedKeyCount() >= 1500);
        }
    }

    @Test
    void bothMinistriesGetTheSameThousandKeysInBothDirectionsAtOnce() throws Exception {
        try (SaeClient mfa = network.client(MFA_1);
                SaeClient mod = network.client(MOD_1);
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<UUID, DeliveredKey> seen = new ConcurrentHashMap<>();
            List<Callable<Integer>> rounds = new ArrayList<>();
            IntStream.range(0, 10).forEach(round -> {
                rounds.add(() -> exchange(mfa, MFA_1, mod, MOD_1, seen));
                rounds.add(() -> exchange(mod, MOD_1, mfa, MFA_1, seen));
            });
            int exchanged = 0;
            for (var round : executor.invokeAll(rounds)) {
                exchanged += round.get();
            }

            assertThat(exchanged).isEqualTo(2000);
            assertThat(seen).hasSize(2000);
            Set<String> distinct = new HashSet<>();
            seen.values().forEach(key -> distinct.add(HexFormat.of().formatHex(key.bytes())));
            assertThat(distinct).hasSize(2000);
        }
    }

    /** A hundred keys at one side, then the same at the other, every byte compared. */
    private static int exchange(
            SaeClient master, String masterId, SaeClient slave, String slaveId, Map<UUID, DeliveredKey> seen)
            throws IOException {
        List<DeliveredKey> fresh = master.newKeys(slaveId, 100, 256);
        List<DeliveredKey> fetched =
                slave.keys(masterId, fresh.stream().map(DeliveredKey::id).toList());
        assertThat(fetched).isEqualTo(fresh);
        for (DeliveredKey key : fresh) {
            assertThat(key.bits()).isEqualTo(256);
            assertThat(seen.put(key.id(), key)).isNull();
        }
        return fetched.size();
    }

    @Test
    void anSaeIsServedByItsHomeOnly() throws IOException {
        Path certificate = network.file(network.sae(MFA_1).certificate());
        Path key = network.file(network.sae(MFA_1).key());
        Path trust = network.file(network.kme("KME-MOD").ca());
        try (SaeClient elsewhere = SaeClient.connect(network.kme("KME-MOD").saeUrl(), certificate, key, trust)) {
            assertRefused(401, "", () -> elsewhere.newKeys("SAE-DC2-1", 1, 256));
        }
    }

    @Test
    void certificatesOfOtherPlanesGetNoConnection() throws IOException {
        for (String other : List.of("device/MFA-MOD-TX", "peer/KME-MFA")) {
            Path tls = network.file("tls");
            assertNoConnection(Credential.read(tls.resolve(other + ".pem"), tls.resolve(other + ".key.pem")));
        }
    }

    @Test
    void saesBetweenWhichNothingIsRelayedAreTold() throws IOException {
        try (SaeClient mfa = network.client(MFA_1)) {
            assertThat(mfa.status("SAE-DC2-1").storedKeyCount()).isZero();
            assertRefused(
                    503,
                    "{\"message\":\"not enough keys: 0 of that size stored\"}",
                    () -> mfa.newKeys("SAE-DC2-1", 1, 256));
        }
    }

    /** Delivered keys are nowhere on disk: not in logs, in Kafka, in the databases or their write-ahead logs. */
    @Test
    void noDeliveredKeyRestsOnDisk() throws IOException {
        List<DeliveredKey> keys;
        try (SaeClient mfa = network.client(MFA_1);
                SaeClient mod = network.client(MOD_1)) {
            keys = new ArrayList<>(mfa.newKeys(MOD_1, 3, 256));
            mod.keys(MFA_1, keys.stream().map(DeliveredKey::id).toList());
            // Under one-time pads between the KMEs, and not fetched yet.
            keys.addAll(mfa.newKeys(
                    MOD_1, Map.of("number", 3, "size", 512, "additional_slave_SAE_IDs", List.of("SAE-MOD-2"))));
            // Drawn by their one KME, and not fetched yet.
            keys.addAll(mfa.newKeys("SAE-MFA-2", 3, 512));
        }
        List<String> canaries = new ArrayList<>();
        for (DeliveredKey key : keys) {
            byte[] bytes = key.bytes();
            canaries.add(new String(bytes, StandardCharsets.ISO_8859_1));
            canaries.add(HexFormat.of().formatHex(bytes));
            canaries.add(HexFormat.of().withUpperCase().formatHex(bytes));
            canaries.add(Base64.getEncoder().encodeToString(bytes));
            canaries.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        }
        int searched = 0;
        for (Path file : FilesBelow.of(network.directory())) {
            String content = contentOf(file);
            searched += content.isEmpty() ? 0 : 1;
            assertThat(canaries).as(file.toString()).noneMatch(content::contains);
        }
        assertThat(searched).isGreaterThan(500);
        for (String kme : List.of("KME-MFA", "KME-MOD")) {
            String metrics = metricsOf(kme);
            assertThat(metrics).contains("kronborg_pool_imbalance 0.0");
            assertThat(canaries).noneMatch(metrics::contains);
        }
    }

    private String metricsOf(String kme) throws IOException {
        // The management port is the third after the SAE plane's.
        int port = network.kme(kme).saeUrl().getPort() + 3;
        URI metrics = URI.create("http://127.0.0.1:" + port + "/q/metrics");
        try (var answer = metrics.toURL().openStream()) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** As text of one character a byte; a file that has gone meanwhile is empty. */
    private static String contentOf(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    private java.net.URI saeUrl() {
        return network.kme("KME-MFA").saeUrl();
    }

    private List<java.security.cert.X509Certificate> trust() throws IOException {
        return Pem.readCertificates(network.file(network.kme("KME-MFA").ca()));
    }

    private Object statusWith(Credential credential) throws IOException {
        try (SaeClient client = SaeClient.connect(saeUrl(), credential, trust())) {
            return client.status(MOD_1);
        }
    }

    private void assertNoConnection(Credential credential) {
        assertThatThrownBy(() -> statusWith(credential))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(RefusedException.class);
    }

    private interface Call {
        Object run() throws IOException;
    }

    private static void assertRefused(int status, String body, Call call) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, call::run);
        assertThat(refused).isNotNull();
        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.body()).isEqualTo(body);
    }
}
