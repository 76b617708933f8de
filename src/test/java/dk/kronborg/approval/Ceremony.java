package dk.kronborg.approval;

import dk.kronborg.topology.approval.Approval;
import dk.kronborg.topology.approval.Proposal;
import dk.kronborg.topology.approval.json.ApprovalJson;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.OfficerId;
import dk.kronborg.topology.map.Authorities;
import dk.kronborg.topology.map.Division;
import dk.kronborg.topology.map.Judgement;
import dk.kronborg.topology.map.KeySignature;
import dk.kronborg.topology.map.MapHistory;
import dk.kronborg.topology.map.MapPins;
import dk.kronborg.topology.map.MapVerifier;
import dk.kronborg.topology.map.Officer;
import dk.kronborg.topology.map.Pin;
import dk.kronborg.topology.map.SigningKey;
import dk.kronborg.topology.map.json.JsonNetworkForm;
import dk.kronborg.topology.map.json.MalformedException;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.yaml.NetworkYaml;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** A centre that proposes the first map of a network to officers, and a KME that receives what comes of it. */
record Ceremony(SigningKey centre, Proposal proposal) {

    private static final JsonNetworkForm FORM = new JsonNetworkForm();

    static Ceremony of(String pinOfAnna, String pinOfBent) throws IOException, GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance("ML-DSA-87").generateKeyPair();
        SigningKey centre = new SigningKey(pair.getPrivate(), pair.getPublic(), new SecureRandom());
        return new Ceremony(
                centre,
                new Proposal(
                        Optional.empty(),
                        network(),
                        new Authorities(
                                List.of(centre.pin()),
                                List.of(
                                        new Officer(new OfficerId("anna"), new Pin(pinOfAnna)),
                                        new Officer(new OfficerId("bent"), new Pin(pinOfBent))),
                                List.of())));
    }

    private static Network network() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(Network.class.getResourceAsStream("/networks/quick.yaml"), "quick.yaml")) {
            return NetworkYaml.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    void write(Path file) throws IOException {
        Files.writeString(file, ApprovalJson.write(proposal));
    }

    /** What a KME says to a map with these approvals. */
    Judgement judged(Path... approvals) throws IOException, MalformedException {
        List<KeySignature> signatures = new ArrayList<>();
        for (Path file : approvals) {
            Approval approval = ApprovalJson.readApproval(Files.readAllBytes(file));
            approval.faultFor(proposal.change(FORM), proposal.judges()).ifPresent(fault -> {
                throw new AssertionError(fault);
            });
            signatures.add(approval.signature());
        }
        Division network = FORM.divide(proposal.network());
        KmeId kme = new KmeId("KME-MFA");
        MapHistory history = MapHistory.begun(Instant.now(), network, proposal.authorities(), signatures, centre);
        MapPins pins = new MapPins(
                proposal.network().domain(),
                kme,
                Set.of(centre.pin()),
                proposal.authorities().officerKeys(),
                Optional.empty(),
                0);
        return new MapVerifier(FORM).judge(Optional.empty(), pins, history.forKme(kme, Optional.empty()));
    }
}
