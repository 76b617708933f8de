package dk.kronborg.testbed.pki;

import dk.kronborg.testbed.process.PrivateFiles;
import dk.kronborg.topology.approval.Approval;
import dk.kronborg.topology.approval.Proposal;
import dk.kronborg.topology.approval.json.ApprovalJson;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.OfficerId;
import dk.kronborg.topology.map.Authorities;
import dk.kronborg.topology.map.MapPins;
import dk.kronborg.topology.map.Officer;
import dk.kronborg.topology.map.SecurityPart;
import dk.kronborg.topology.map.SigningKey;
import dk.kronborg.topology.map.json.JsonNetworkForm;
import dk.kronborg.topology.map.json.PinsJson;
import dk.kronborg.topology.network.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How the signed map of a demo's network was founded: by two officers, whose keys are on this machine only because all of it
 * is.
 *
 * @param centreKey by which the centre signs maps, PEM
 * @param proposal  that the officers approved
 * @param approvals theirs
 * @param pins      what every KME is told at its enrolment
 */
public record Founding(Path centreKey, Path proposal, List<Path> approvals, Path pins) {

    private static final List<String> OFFICERS = List.of("anna", "bent");
    private static final String ALGORITHM = "ML-DSA-87";

    /** What is kept in that directory, made now if there is nothing. */
    public static Founding open(Network network, Path directory) throws IOException {
        PrivateFiles.directory(directory);
        SigningKeyFiles centre = SigningKeyFiles.of(directory, "centre").orMade(ALGORITHM);
        Path proposal = directory.resolve("founding.json");
        List<Path> approvals = new ArrayList<>();
        for (String officer : OFFICERS) {
            approvals.add(directory.resolve("founding." + officer + ".approval.json"));
        }
        Founding founding =
                new Founding(centre.privateHalf(), proposal, List.copyOf(approvals), directory.resolve("pins.json"));
        // Written last: with them, the others are there.
        if (!Files.exists(founding.pins)) {
            founding.make(network, key(centre), directory);
        }
        return founding;
    }

    private void make(Network network, SigningKey centre, Path directory) throws IOException {
        List<SigningKey> keys = new ArrayList<>();
        List<Officer> officers = new ArrayList<>();
        for (String officer : OFFICERS) {
            SigningKey key = key(SigningKeyFiles.of(directory, officer).orMade(ALGORITHM));
            keys.add(key);
            officers.add(new Officer(new OfficerId(officer), key.pin()));
        }
        Authorities authorities = new Authorities(List.of(centre.pin()), officers, List.of());
        Proposal founding = new Proposal(Optional.empty(), network, authorities);
        Files.writeString(proposal, ApprovalJson.write(founding));
        SecurityPart first = founding.change(new JsonNetworkForm());
        for (int i = 0; i < keys.size(); i++) {
            Files.writeString(approvals.get(i), ApprovalJson.write(Approval.of(first, founding.judges(), keys.get(i))));
        }
        KmeId anyKme = network.kmes().getFirst().id();
        MapPins pinned = new MapPins(
                network.domain(),
                anyKme,
                Set.copyOf(authorities.centre()),
                authorities.officerKeys(),
                Optional.empty(),
                0);
        Files.writeString(pins, PinsJson.write(pinned));
    }

    private static SigningKey key(SigningKeyFiles files) throws IOException {
        KeyPair pair = files.read();
        return new SigningKey(pair.getPrivate(), pair.getPublic(), new SecureRandom());
    }
}
