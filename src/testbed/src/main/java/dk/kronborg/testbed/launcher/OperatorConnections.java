package dk.kronborg.testbed.launcher;

import dk.kronborg.testbed.client.DemoNetwork.Operator;
import dk.kronborg.testbed.pki.CredentialFiles;
import dk.kronborg.testbed.pki.Plane;
import dk.kronborg.testbed.process.PrivateFiles;
import dk.kronborg.topology.network.Kme;
import java.io.IOException;
import java.util.List;

/**
 * Writes how the demo's operators reach the KMEs, {@code operators/<operator>/<KME>.properties}, and how their scripts reach the
 * centre: {@code curl -K operators/<operator>/centre.curl}.
 */
final class OperatorConnections {

    /** Two, because a release needs two people. */
    private static final List<String> OPERATORS = List.of(DemoAccounts.FIRST, DemoAccounts.SECOND);

    private OperatorConnections() {}

    static void write(Deployment deployment) throws IOException {
        for (Operator account : deployment.accounts().operators()) {
            PrivateFiles.write(
                    deployment.directory().operators().resolve(account.name()).resolve("centre.curl"),
                    "silent\nshow-error\ncacert = \"" + deployment.authorities().root(Plane.OPERATOR)
                            + "\"\nheader = \"Authorization: Bearer " + account.token() + "\"\n");
        }
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
