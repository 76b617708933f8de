package dk.kronborg.testbed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoNetworkTest {

    private static final String DOCUMENT = """
            {
              "domain" : "DK.QCI",
              "centre" : {
                "url" : "https://127.0.0.1:7100",
                "ca" : "tls/operator/root.pem"
              },
              "kafka" : "127.0.0.1:7103",
              "operators" : [ ],
              "kmes" : [ {
                "id" : "KME-MFA",
                "sae_url" : "https://127.0.0.1:7110",
                "peer_url" : "https://127.0.0.1:7111",
                "ca" : "tls/sae/root.pem",
                "database" : "postgresql://127.0.0.1:7102/kme_mfa?user=kme_mfa&password=secret"
              } ],
              "saes" : [ {
                "id" : "SAE-MFA-1",
                "kme" : "KME-MFA",
                "certificate" : "tls/sae/SAE-MFA-1.pem",
                "key" : "tls/sae/SAE-MFA-1.key.pem",
                "ca" : "tls/sae/root.pem"
              } ],
              "links" : [ {
                "id" : "MFA-MOD",
                "from" : "MFA",
                "to" : "MOD"
              } ]
            }
            """;

    @TempDir
    Path directory;

    @Test
    void writesTheDocumentThatScriptsRead() throws Exception {
        Path file = directory.resolve("network.json");
        Files.writeString(file, DOCUMENT);

        DemoNetwork network = DemoNetwork.read(file);
        network.write(directory.resolve("again.json"));

        assertThat(directory.resolve("again.json")).hasContent(DOCUMENT);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("again.json"))))
                .isEqualTo("rw-------");
        assertThat(network.kme("KME-MFA").saeUrl()).isEqualTo(URI.create("https://127.0.0.1:7110"));
        assertThat(network.file(network.sae("SAE-MFA-1").key()))
                .isEqualTo(directory.resolve("tls/sae/SAE-MFA-1.key.pem"));
        assertThat(network.links()).isEqualTo(List.of(new DemoNetwork.Link("MFA-MOD", "MFA", "MOD")));
        assertThatThrownBy(() -> network.kme("KME-OSLO")).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void keepsCredentialsOutOfItsText() throws Exception {
        Path file = directory.resolve("network.json");
        Files.writeString(file, DOCUMENT);

        assertThat(DemoNetwork.read(file).toString()).doesNotContain("secret");
    }
}
