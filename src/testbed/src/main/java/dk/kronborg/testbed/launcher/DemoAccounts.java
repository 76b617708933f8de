package dk.kronborg.testbed.launcher;

import com.fasterxml.jackson.databind.ObjectMapper;
import dk.kronborg.testbed.client.DemoNetwork.Operator;
import dk.kronborg.testbed.process.PrivateFiles;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.Sae;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The accounts that a demo's centre begins with, in {@code accounts.json}, mode 0600.
 *
 * @param made whether they were made just now
 */
record DemoAccounts(Path file, List<Operator> operators, boolean made) {

    /** Two operators, because what is grave needs two people, and who proposes does not approve. */
    static final String FIRST = "operator-1";

    static final String SECOND = "operator-2";

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int PASSWORD_BYTES = 15;
    private static final int TOKEN_BYTES = 32;

    private record FileJson(List<Operator> accounts) {}

    /** Those of that file, made now if there are none. */
    static DemoAccounts open(Network network, Path file) throws IOException {
        boolean made = !Files.exists(file);
        if (made) {
            PrivateFiles.write(
                    file,
                    MAPPER.writerWithDefaultPrettyPrinter()
                                    .writeValueAsString(new FileJson(of(network, new SecureRandom())))
                            + "\n");
        }
        return new DemoAccounts(
                file, MAPPER.readValue(file.toFile(), FileJson.class).accounts(), made);
    }

    private static List<Operator> of(Network network, SecureRandom random) {
        List<Operator> operators = new ArrayList<>();
        operators.add(operator(
                FIRST,
                List.of("NOC_OPERATOR", "NETWORK_PLANNER", "SECURITY_OFFICER", "CONFIG_PROPOSER", "PKI_ADMIN"),
                List.of(),
                random));
        operators.add(operator(
                SECOND, List.of("NOC_OPERATOR", "SECURITY_OFFICER", "CONFIG_APPROVER", "AUDITOR"), List.of(), random));
        network.saes().stream()
                .findFirst()
                .map(Sae::kme)
                .ifPresent(kme -> operators.add(operator("ministry", List.of("MINISTRY"), saes(network, kme), random)));
        return operators;
    }

    private static List<String> saes(Network network, KmeId kme) {
        return network.saes().stream()
                .filter(sae -> sae.kme().equals(kme))
                .map(sae -> sae.id().value())
                .toList();
    }

    private static Operator operator(String name, List<String> roles, List<String> saes, SecureRandom random) {
        return new Operator(name, roles, saes, drawn(random, PASSWORD_BYTES), drawn(random, TOKEN_BYTES));
    }

    private static String drawn(SecureRandom random, int bytes) {
        byte[] bits = new byte[bytes];
        random.nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    /** The first operator. */
    Operator first() {
        return operators.getFirst();
    }
}
