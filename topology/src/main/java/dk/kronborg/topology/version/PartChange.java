package dk.kronborg.topology.version;

import dk.kronborg.topology.network.Plant;
import java.util.List;
import java.util.Locale;
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
        DOMAIN("domain"),
        /** Who signs the map. */
        AUTHORITIES("authorities"),
        SITE("sites"),
        KME("kmes"),
        SAE("saes"),
        LINK("links"),
        PAIR("pairs"),
        GUARANTEE("guarantees");

        private final String member;

        /** A part that stands in that member of the document. */
        Part(String member) {
            this.member = member;
        }
    }

    /** What became of it. */
    public enum How {
        ADDED,
        REMOVED,
        CHANGED
    }

    /** Whether any of it is more than {@link Plant}. */
    public boolean touchesSecurity() {
        return fields.stream().anyMatch(change -> touchesSecurity(part, change.field()));
    }

    static boolean touchesSecurity(Part part, String field) {
        return !Plant.LISTS.contains(part.member) && !Plant.members(part.member).contains(field);
    }

    /** One line for people. */
    @Override
    public String toString() {
        return part.name().toLowerCase(Locale.ROOT) + ' ' + id + ' '
                + how.name().toLowerCase(Locale.ROOT) + ": "
                + fields.stream().map(FieldChange::toString).collect(Collectors.joining(", "));
    }
}
