package dk.kronborg.topology.approval.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dk.kronborg.topology.approval.Approval;
import dk.kronborg.topology.approval.Proposal;
import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.OfficerId;
import dk.kronborg.topology.json.CanonicalJson;
import dk.kronborg.topology.map.Digest;
import dk.kronborg.topology.map.json.MalformedException;
import dk.kronborg.topology.map.json.MapJson;
import dk.kronborg.topology.map.json.StrictTree;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.yaml.NetworkYaml;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** {@code kronborg-network-proposal/1} and {@code kronborg-approval/1}: docs/network-map.md. */
public final class ApprovalJson {

    /** Largest proposal, bytes. */
    public static final int MOST_PROPOSAL_BYTES = 256 << 20;

    /** Largest approval, bytes. */
    public static final int MOST_APPROVAL_BYTES = 16_384;

    private static final String PROPOSAL = "kronborg-network-proposal/1";
    private static final String APPROVAL = "kronborg-approval/1";

    private ApprovalJson() {}

    /**
     * Reads a proposal.
     *
     * @throws MalformedException if it is none; the message says what is wrong
     */
    public static Proposal readProposal(byte[] bytes) throws MalformedException {
        StrictTree tree = StrictTree.read(bytes, MOST_PROPOSAL_BYTES);
        if (!tree.text("format").equals(PROPOSAL)) {
            throw new MalformedException("format is " + PROPOSAL);
        }
        Optional<Proposal.Present> present = Optional.empty();
        if (tree.has("present")) {
            StrictTree now = tree.object("present");
            present = Optional.of(new Proposal.Present(MapJson.security(now.object("security")), network(now)));
        }
        StrictTree proposed = tree.object("proposed");
        return new Proposal(present, network(proposed), MapJson.authorities(proposed.object("authorities")));
    }

    private static Network network(StrictTree tree) throws MalformedException {
        try {
            return NetworkYaml.ofTree(tree.node("network"));
        } catch (IllegalArgumentException e) {
            throw new MalformedException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The form of a proposal that {@link #readProposal} reads. */
    public static String write(Proposal proposal) {
        ObjectNode file = JsonNodeFactory.instance.objectNode();
        file.put("format", PROPOSAL);
        proposal.present().ifPresent(now -> {
            ObjectNode present = file.putObject("present");
            present.set("network", NetworkYaml.tree(now.network()));
            present.set("security", MapJson.tree(now.security().statement()));
        });
        ObjectNode proposed = file.putObject("proposed");
        proposed.set("network", NetworkYaml.tree(proposal.network()));
        proposed.set("authorities", MapJson.tree(proposal.authorities().statement()));
        return CanonicalJson.of(file);
    }

    /**
     * Reads an approval.
     *
     * @throws MalformedException if it is none in its one form
     */
    public static Approval readApproval(byte[] bytes) throws MalformedException {
        StrictTree tree = StrictTree.read(bytes, MOST_APPROVAL_BYTES);
        Approval approval;
        try {
            approval = new Approval(
                    new OfficerId(tree.text("officer")),
                    new DomainId(tree.text("domain")),
                    tree.number("generation"),
                    new Digest(tree.text("change")),
                    MapJson.signature(tree.object("signature")));
        } catch (IllegalArgumentException e) {
            throw new MalformedException(String.valueOf(e.getMessage()), e);
        }
        if (!Arrays.equals(write(approval).getBytes(StandardCharsets.UTF_8), bytes)) {
            throw new MalformedException(
                    "it is not in canonical form (RFC 8785), or has other members than it may have");
        }
        return approval;
    }

    /** The form of an approval that {@link #readApproval} reads. */
    public static String write(Approval approval) {
        return "{\"change\":\"" + approval.change() + "\",\"domain\":\"" + approval.domain() + "\",\"format\":\""
                + APPROVAL
                + "\",\"generation\":" + approval.generation() + ",\"officer\":\"" + approval.officer()
                + "\",\"signature\":" + MapJson.text(approval.signature()) + '}';
    }
}
