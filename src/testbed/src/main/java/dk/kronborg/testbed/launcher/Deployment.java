package dk.kronborg.testbed.launcher;

import dk.kronborg.testbed.network.PortPlan;
import dk.kronborg.testbed.pki.CredentialFiles;
import dk.kronborg.testbed.pki.Founding;
import dk.kronborg.testbed.pki.KmeIdentityKey;
import dk.kronborg.testbed.pki.Plane;
import dk.kronborg.testbed.pki.TelemetrySigningKey;
import dk.kronborg.testbed.pki.TestAuthorities;
import dk.kronborg.testbed.pki.Use;
import dk.kronborg.testbed.simulator.DriverCredentials;
import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.Identity;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.LinkEnd;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.yaml.NetworkYaml;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A network as it stands on this machine: the plan with addresses and telemetry keys filled in, and everybody's
 * credentials on disk.
 */
final class Deployment {

    private final Network network;
    private final PortPlan ports;
    private final DemoDirectory directory;
    private final TestAuthorities authorities;
    private final Map<DeviceId, TelemetrySigningKey> telemetryKeys;

    private Deployment(
            Network network,
            PortPlan ports,
            DemoDirectory directory,
            TestAuthorities authorities,
            Map<DeviceId, TelemetrySigningKey> telemetryKeys) {
        this.network = network;
        this.ports = ports;
        this.directory = directory;
        this.authorities = authorities;
        this.telemetryKeys = telemetryKeys;
    }

    /**
     * Deploys the settings' network; goes on with the keys of an earlier run on the same directory.
     *
     * @throws DemoFailedException if the directory keeps another network, or the same at other ports
     */
    static Deployment of(DemoSettings settings, Clock clock) throws IOException {
        Network plan = settings.sites().plan();
        DemoDirectory directory = settings.directory();
        requireSameNetwork(plan, directory);
        PortPlan ports = settings.ports();
        TestAuthorities authorities = TestAuthorities.open(plan.domain(), directory.tls(), clock);
        Map<DeviceId, TelemetrySigningKey> keys = new LinkedHashMap<>();
        List<Link> links = new ArrayList<>();
        for (Link link : plan.links()) {
            links.add(link.between(
                    enrolled(link.transmitter(), directory, keys), enrolled(link.receiver(), directory, keys)));
        }
        List<Kme> kmes = new ArrayList<>();
        for (Kme kme : plan.kmes()) {
            PortPlan.KmePorts of = ports.of(kme.id());
            kmes.add(kme.at(uri(settings.wired() ? of.wire() : of.peer()))
                    .signingWith(List.of(KmeIdentityKey.pin(kme.id(), directory.identityKeys()))));
        }
        requireSamePorts(kmes, directory);
        Network network = new Network(
                plan.domain(),
                plan.defaultPolicy(),
                plan.sites(),
                kmes,
                plan.saes(),
                links,
                plan.pairs(),
                plan.guarantees());
        Files.writeString(directory.networkYaml(), NetworkYaml.write(network));
        return new Deployment(network, ports, directory, authorities, keys);
    }

    /** Deploys the centre alone of a network whose devices somebody else speaks for, and has enrolled. */
    static Deployment ofCentre(Network enrolled, DemoDirectory directory, PortPlan ports, Clock clock)
            throws IOException {
        TestAuthorities authorities = TestAuthorities.open(enrolled.domain(), directory.tls(), clock);
        Files.writeString(directory.networkYaml(), NetworkYaml.write(enrolled));
        return new Deployment(enrolled, ports, directory, authorities, Map.of());
    }

    private static void requireSameNetwork(Network plan, DemoDirectory directory) throws IOException {
        if (Files.exists(directory.networkYaml())
                && !NetworkYaml.read(directory.networkYaml()).network().sites().equals(plan.sites())) {
            throw new DemoFailedException(
                    directory.path()
                            + " keeps a network of other sites: choose another --dir, or delete that directory to start afresh");
        }
    }

    /** The signed map says where KMEs are, and it is the centre's to change. */
    private static void requireSamePorts(List<Kme> kmes, DemoDirectory directory) throws IOException {
        if (Files.exists(directory.networkYaml())
                && !NetworkYaml.read(directory.networkYaml()).network().kmes().stream()
                        .map(Kme::peerUri)
                        .toList()
                        .equals(kmes.stream().map(Kme::peerUri).toList())) {
            throw new DemoFailedException(directory.path()
                    + " keeps a network at other ports: give the --port-base that it had, choose another --dir, or delete"
                    + " that directory to start afresh");
        }
    }

    private static LinkEnd enrolled(LinkEnd end, DemoDirectory directory, Map<DeviceId, TelemetrySigningKey> keys)
            throws IOException {
        TelemetrySigningKey key = TelemetrySigningKey.open(end.device(), directory.telemetryKeys());
        keys.put(end.device(), key);
        return end.signingWith(key.publicHalf());
    }

    private static URI uri(int port) {
        return URI.create("https://127.0.0.1:" + port);
    }

    Network network() {
        return network;
    }

    PortPlan ports() {
        return ports;
    }

    DemoDirectory directory() {
        return directory;
    }

    TestAuthorities authorities() {
        return authorities;
    }

    URI saeUri(KmeId kme) {
        return uri(ports.of(kme).sae());
    }

    URI peerUri(KmeId kme) {
        return uri(ports.of(kme).peer());
    }

    URI operatorUri(KmeId kme) {
        return uri(ports.of(kme).operator());
    }

    URI console() {
        return uri(ports.console());
    }

    /** The device plane of every KME. */
    Map<KmeId, URI> deviceUris() {
        Map<KmeId, URI> uris = new LinkedHashMap<>();
        network.kmes().forEach(kme -> uris.put(kme.id(), uri(ports.of(kme.id()).device())));
        return uris;
    }

    /** A KME's leaf on one of its planes. */
    CredentialFiles kmeCredential(KmeId kme, Plane plane) throws IOException {
        Set<Use> uses = plane == Plane.PEER ? EnumSet.allOf(Use.class) : EnumSet.of(Use.SERVER);
        return authorities.credential(plane, identity(Identity.Role.KME, kme.value()), uses);
    }

    CredentialFiles saeCredential(SaeId sae) throws IOException {
        return authorities.credential(Plane.SAE, identity(Identity.Role.SAE, sae.value()), EnumSet.of(Use.CLIENT));
    }

    CredentialFiles operatorCredential(String operator) throws IOException {
        return authorities.credential(
                Plane.OPERATOR, identity(Identity.Role.OPERATOR, operator), EnumSet.of(Use.CLIENT));
    }

    /** Of the centre's map plane, which KMEs know by the authority of their peer plane. */
    CredentialFiles mapCredential() throws IOException {
        return authorities.credential(Plane.PEER, identity(Identity.Role.CENTRE, "centre"), EnumSet.of(Use.SERVER));
    }

    Founding founding() throws IOException {
        return Founding.open(network, directory.founding());
    }

    /** Who may use the centre. */
    DemoAccounts accounts() throws IOException {
        return DemoAccounts.open(network, directory.accounts());
    }

    URI mapUri() {
        return uri(ports.map());
    }

    CredentialFiles centreCredential() throws IOException {
        return authorities.credential(
                Plane.OPERATOR, identity(Identity.Role.OPERATOR, "centre"), EnumSet.of(Use.SERVER));
    }

    /** What every device proves its identity with. */
    Map<DeviceId, DriverCredentials> driverCredentials() throws IOException {
        Map<DeviceId, DriverCredentials> credentials = new LinkedHashMap<>();
        for (Map.Entry<DeviceId, TelemetrySigningKey> device : telemetryKeys.entrySet()) {
            CredentialFiles files = authorities.credential(
                    Plane.DEVICE, identity(Identity.Role.DEVICE, device.getKey().value()), EnumSet.of(Use.CLIENT));
            TelemetrySigningKey key = device.getValue();
            credentials.put(
                    device.getKey(),
                    new DriverCredentials(
                            files.certificate(), files.key(), files.trust(), key.privateKey(), key.keyId()));
        }
        return credentials;
    }

    private Identity identity(Identity.Role role, String id) {
        return new Identity(network.domain(), role, id);
    }
}
