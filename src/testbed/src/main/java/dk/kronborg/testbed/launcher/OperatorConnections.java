package dk.kronborg.testbed.launcher;

import dk.kronborg.testbed.pki.CredentialFiles;
import dk.kronborg.testbed.process.PrivateFiles;
import dk.kronborg.topology.network.Kme;
import java.io.IOException;
import java.util.List;

/** Writes how the demo's operators reach the KMEs: {@code operators/<operator>/<KME>.properties}. */
final class OperatorConnections {

    /** Two, because a release needs two people. */
    private static final List<String> OPERATORS = List.of("operator-1", "operator-2");

    private OperatorConnections() {}

    static void write(Deployment deployment) throws IOException {
        for (String operator : OPERATORS) {
            CredentialFiles files = deployment.operatorCredential(operator);
            for (Kme kme : deployment.network().kmes()) {
                PrivateFiles.write(
                        deployment.directory().operators().resolve(operator).resolve(kme.id() + ".properties"),
                        "url=" + deployment.operatorUri(kme.id()) + "\ncertificate=" + files.certificate() + "\nkey="
                                + files.key() + "\ntrust=" + files.trust() + "\nkme=" + kme.id() + '\n');
            }
        }
    }
}
