package dk.kronborg.topology.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.topology.identity.CertificateName;
import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.identity.SiteId;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.Sae;
import dk.kronborg.topology.network.Site;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is written is read back, whatever it looks like to YAML. */
class RoundTripTest {

    @Property(tries = 500)
    void keepsEveryName(
            @ForAll("names") String id,
            @ForAll("texts") String name,
            @ForAll("commonNames") String holder,
            @ForAll boolean manned,
            @ForAll boolean relays) {
        Site site = new Site(new SiteId(id), name, -90, 180, manned, relays);
        Kme kme = new Kme(new KmeId(id), site.id(), Optional.empty());
        Sae sae = new Sae(
                new SaeId(id), kme.id(), Optional.of(new CertificateName(CertificateName.Kind.COMMON_NAME, holder)));
        Network network =
                new Network(new DomainId("DK"), List.of(site), List.of(kme), List.of(sae), List.of(), List.of());

        Network again = NetworkYaml.parse(NetworkYaml.write(network));

        assertThat(again.sites()).isEqualTo(network.sites());
        assertThat(again.kmes()).isEqualTo(network.kmes());
        assertThat(again.saes()).isEqualTo(network.saes());
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.oneOf(
                Arbitraries.of(
                        "1e3",
                        "0x1F",
                        "007",
                        "1_000",
                        "1.0",
                        "12:30:45",
                        "2026-11-22",
                        "yes",
                        "no",
                        "on",
                        "off",
                        "true",
                        "null",
                        "NaN",
                        "0b11",
                        "0o7",
                        "1.",
                        "9e",
                        "3-4",
                        "1:2",
                        "a:"),
                Arbitraries.strings()
                        .withChars("0123456789")
                        .withChars("eExXabnoyYN._:-")
                        .ofMinLength(1)
                        .ofMaxLength(6)
                        .filter(text -> text.matches("[A-Za-z0-9].*")));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                names(),
                Arbitraries.strings()
                        .withChars("aZ0 :#-?[]{},&*!|>'\"%@`~\\/\u00e6\u00a0.")
                        .ofMinLength(1)
                        .ofMaxLength(20)
                        .filter(text -> !text.isBlank()));
    }

    @Provide
    Arbitrary<String> commonNames() {
        return Arbitraries.strings()
                .withChars("aZ0 :#-?[]{},&*!|>'\"%@`~\\/\u00e6.")
                .ofMinLength(1)
                .ofMaxLength(20)
                .filter(text -> text.strip().equals(text) && !text.isEmpty());
    }

    @Example
    void keepsTheReferenceNetworks() throws IOException {
        for (String name : List.of("quick", "technologies", "qci-dk")) {
            try (InputStream in = NetworkYaml.class.getResourceAsStream("/networks/" + name + ".yaml")) {
                Network network = NetworkYaml.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                Network again = NetworkYaml.parse(NetworkYaml.write(network));

                assertThat(again.sites()).isEqualTo(network.sites());
                assertThat(again.kmes()).isEqualTo(network.kmes());
                assertThat(again.saes()).isEqualTo(network.saes());
                assertThat(again.links()).isEqualTo(network.links());
                assertThat(again.pairs()).containsExactlyInAnyOrderElementsOf(network.pairs());
                assertThat(again.sites().stream()
                                .filter(site -> !site.manned())
                                .map(site -> site.id().value()))
                        .isSubsetOf("SOR", "KOR", "NYB")
                        .hasSize(name.equals("qci-dk") ? 3 : 0);
            }
        }
    }
}
