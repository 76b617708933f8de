package dk.kronborg.kme;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.plane.Naming;
import dk.kronborg.testbed.pki.LeafDraft;
import dk.kronborg.testbed.pki.Plane;
import dk.kronborg.testbed.pki.PlaneAuthority;
import dk.kronborg.testbed.pki.Use;
import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.Identity;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.yaml.NetworkYaml;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Names of real certificates. */
class SaeNamesTest {

    private static final DomainId DOMAIN = new DomainId("DK.QCI");
    private final PlaneAuthority authority = PlaneAuthority.create(DOMAIN, Plane.SAE, Instant.now());

    private final Network network = network("");
    private final AtomicReference<Network> inForce = new AtomicReference<>(network);
    private final SaeNames names = new SaeNames(inForce::get);

    private static Network network(String ownNameOfOne) {
        return NetworkYaml.parse("""
                schema: kronborg-network/1
                domain: DK.QCI
                sites:
                  - {id: SOR, name: Soroe, latitude: 55.43, longitude: 11.56}
                kmes:
                  - {id: KME-SOR, site: SOR, peer_uri: "https://127.0.0.1:7101"}
                saes:
                  - {id: SAE-1, kme: KME-SOR%s}
                  - {id: SAE-2, kme: KME-SOR, certificate: "dns:enc2.sor.example"}
                  - {id: SAE-3, kme: KME-SOR, certificate: "cn:Encryptor 3, vault"}
                  - {id: SAE-4, kme: KME-SOR, certificate: "uri:spiffe://sor.example/enc4"}
                links: []
                pairs: []
                """.formatted(ownNameOfOne));
    }

    private static Identity identity(Identity.Role role, String id) {
        return new Identity(DOMAIN, role, id);
    }

    private static LeafDraft draft(String id) {
        return LeafDraft.of(identity(Identity.Role.SAE, id), Set.of(Use.CLIENT), Instant.now());
    }

    private Optional<String> name(LeafDraft draft) {
        return names.get()
                .of(authority.issue(draft).chain())
                .filter(identity -> identity.role() == Identity.Role.SAE
                        && identity.domain().equals(DOMAIN))
                .map(Identity::id);
    }

    private Optional<String> nameOfStranger(UnaryOperator<LeafDraft> change) {
        return name(change.apply(draft("SAE-X").withCommonName("stranger").withoutIdentity()));
    }

    @Test
    void anSaeIsKnownByTheNameThatTheNetworkSays() {
        assertThat(name(draft("SAE-1"))).hasValue("SAE-1");
        assertThat(nameOfStranger(draft -> draft.withHost("unknown.example").withHost("ENC2.sor.example")))
                .hasValue("SAE-2");
        assertThat(nameOfStranger(draft -> draft.withCommonName("Encryptor 3, vault")))
                .hasValue("SAE-3");
        assertThat(nameOfStranger(draft -> draft.withIdentity("spiffe://sor.example/enc4")))
                .hasValue("SAE-4");
    }

    @Test
    void whoHasAnotherNameIsNotKnownByKronborgsOwn() {
        assertThat(name(draft("SAE-2"))).isEmpty();
        assertThat(name(draft("SAE-3"))).isEmpty();
        assertThat(name(draft("SAE-5"))).as("not on the map: delivery says so").hasValue("SAE-5");
    }

    @Test
    void aNameCountsInItsPlaceOnly() {
        assertThat(nameOfStranger(draft -> draft.withCommonName("enc2.sor.example")))
                .isEmpty();
        assertThat(nameOfStranger(draft -> draft.withHost("enc3.sor.example"))).isEmpty();
        assertThat(nameOfStranger(draft -> draft.withHost("*.sor.example"))).isEmpty();
        assertThat(nameOfStranger(draft -> draft.withCommonName("encryptor 3, vault")))
                .isEmpty();
        assertThat(nameOfStranger(draft -> draft)).isEmpty();
    }

    @Test
    void whoCouldBeTwoIsNobody() {
        assertThat(name(draft("SAE-1").withHost("enc2.sor.example"))).isEmpty();
        assertThat(nameOfStranger(draft -> draft.withHost("enc2.sor.example").withCommonName("Encryptor 3, vault")))
                .isEmpty();
        assertThat(name(draft("SAE-1").withFurtherIdentity(identity(Identity.Role.SAE, "SAE-5"))))
                .isEmpty();
        assertThat(name(draft("SAE-1").withFurtherIdentity(identity(Identity.Role.KME, "KME-SOR"))))
                .isEmpty();
    }

    @Test
    void namesFollowTheNetwork() {
        Naming before = names.get();
        assertThat(names.get()).isSameAs(before);

        inForce.set(network(", certificate: \"dns:enc1.sor.example\""));

        assertThat(names.get()).isNotSameAs(before);
        assertThat(name(draft("SAE-1"))).isEmpty();
        assertThat(name(draft("SAE-1").withHost("enc1.sor.example"))).hasValue("SAE-1");
    }
}
