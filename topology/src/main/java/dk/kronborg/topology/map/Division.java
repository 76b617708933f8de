package dk.kronborg.topology.map;

import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.KmeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A network in parts, each a canonical JSON text: what every KME sees of what touches security, what every KME sees of
 * the rest, and for each KME its book, which holds all SAEs and pairs that concern it, and no others.
 *
 * <p>A KME has its whole book or none: the book is one leaf of the tree, at the place of the KME's name among all KMEs.
 */
public final class Division {

    private final DomainId domain;
    private final String common;
    private final String plant;
    private final SortedMap<KmeId, String> books;
    private final MerkleTree tree;
    private final List<KmeId> order;

    /**
     * The parts of one network.
     *
     * @param books of all its KMEs, of which there is at least one
     */
    public Division(DomainId domain, String common, String plant, Map<KmeId, String> books) {
        this.domain = domain;
        this.common = common;
        this.plant = plant;
        this.books = new TreeMap<>(books);
        this.order = new ArrayList<>(this.books.keySet());
        this.tree = new MerkleTree(List.copyOf(this.books.values()));
    }

    /** What that KME gets, with what shows that it is all. */
    public Slice slice(KmeId kme) {
        int index = order.indexOf(kme);
        if (index < 0) {
            throw new IllegalArgumentException("there is no KME " + kme + " in this network");
        }
        return new Slice(kme, common, plant, book(kme), index, tree.proof(index));
    }

    /** All KMEs, by name. */
    List<KmeId> order() {
        return List.copyOf(order);
    }

    DomainId domain() {
        return domain;
    }

    String common() {
        return common;
    }

    String plant() {
        return plant;
    }

    String book(KmeId kme) {
        return String.valueOf(books.get(kme));
    }

    Digest commonDigest() {
        return Digest.of(common);
    }

    Digest plantDigest() {
        return Digest.of(plant);
    }

    Digest books() {
        return tree.root();
    }

    int kmes() {
        return order.size();
    }

    /** The place of a KME's book, or -1. */
    int indexOf(KmeId kme) {
        return order.indexOf(kme);
    }
}
