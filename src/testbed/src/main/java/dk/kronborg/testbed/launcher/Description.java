package dk.kronborg.testbed.launcher;

import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.testbed.pki.CredentialFiles;
import dk.kronborg.testbed.pki.Plane;
import dk.kronborg.testbed.postgres.Database;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.Sae;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts a running network into the words of {@code network.json}. */
final class Description {

    private Description() {}

    static DemoNetwork of(Deployment deployment, Map<String, Database> databases, String kafka) throws IOException {
        DemoDirectory directory = deployment.directory();
        Network network = deployment.network();
        List<DemoNetwork.Kme> kmes = new ArrayList<>();
        for (Kme kme : network.kmes()) {
            Database database = databases.get(kme.id().value());
            kmes.add(new DemoNetwork.Kme(
                    kme.id().value(),
                    deployment.saeUri(kme.id()),
                    deployment.peerUri(kme.id()),
                    directory.relative(deployment.authorities().root(Plane.SAE)),
                    database == null ? "" : database.uri()));
        }
        List<DemoNetwork.Sae> saes = new ArrayList<>();
        for (Sae sae : network.saes()) {
            CredentialFiles files = deployment.saeCredential(sae.id());
            saes.add(new DemoNetwork.Sae(
                    sae.id().value(),
                    sae.kme().value(),
                    directory.relative(files.certificate()),
                    directory.relative(files.key()),
                    directory.relative(files.trust())));
        }
        List<DemoNetwork.Link> links = new ArrayList<>();
        for (Link link : network.links()) {
            links.add(new DemoNetwork.Link(
                    link.id().value(),
                    site(network, link.transmitter().kme()),
                    site(network, link.receiver().kme())));
        }
        return new DemoNetwork(
                network.domain().value(),
                new DemoNetwork.Centre(
                        deployment.console(),
                        directory.relative(deployment.authorities().root(Plane.OPERATOR))),
                kafka,
                deployment.accounts().operators(),
                kmes,
                saes,
                links,
                directory.path());
    }

    private static String site(Network network, KmeId kme) {
        return network.kme(kme).orElseThrow().site().value();
    }
}
