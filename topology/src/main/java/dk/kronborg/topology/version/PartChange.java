package dk.kronborg.topology.version;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What became of one part of the network.
 *
 * @param part   what it is
 * @param id     its name; of a pair both SAEs
 * @param how    whether it was added, removed or changed
 * @param fields those that differ; of what was added or removed, all
 */
public record PartChange(Part part, String id, How how, List<FieldChange> fields) {

    /** Parts of a network. */
    public enum Part {
        /** What is said of the domain itself. */
        DOMAIN,
        SITE,
        KME,
        SAE,
        LINK,
        PAIR
    }

    /** What became of it. */
    public enum How {
        ADDED,
        REMOVED,
        CHANGED
    }

    /** What touches no security. All else does, and what is new does until it is named here. */
    private static final Map<Part, Set<String>> PLANT =
            Map.of(Part.SITE, Set.of("name", "latitude", "longitude"), Part.KME, Set.of("peer_uri"));

    /**
     * Whether keys could come to whom they should not, or rest on less than they should, if this were done in bad faith.
     * Links do not: what devices and KMEs may do there, their certificates and the confirmation of blocks say.
     */
    public boolean touchesSecurity() {
        return fields.stream().anyMatch(change -> touchesSecurity(part, change.field()));
    }

    static boolean touchesSecurity(Part part, String field) {
        return part != Part.LINK && !PLANT.getOrDefault(part, Set.of()).contains(field);
    }

    /** One line for people. */
    @Override
    public String toString() {
        return part.name().toLowerCase(Locale.ROOT) + ' ' + id + ' '
                + how.name().toLowerCase(Locale.ROOT) + ": "
                + fields.stream().map(FieldChange::toString).collect(Collectors.joining(", "));
    }
}
