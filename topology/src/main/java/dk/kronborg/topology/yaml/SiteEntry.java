package dk.kronborg.topology.yaml;

import dk.kronborg.topology.identity.SiteId;
import dk.kronborg.topology.network.Site;
import java.util.Optional;

/**
 * A site as it stands in a document, which says what is out of the ordinary only.
 *
 * @param manned true where nothing is said
 * @param relays true where nothing is said
 */
record SiteEntry(
        SiteId id, String name, double latitude, double longitude, Optional<Boolean> manned, Optional<Boolean> relays) {

    SiteEntry {
        new Site(id, name, latitude, longitude);
    }

    static SiteEntry of(Site site) {
        return new SiteEntry(
                site.id(),
                site.name(),
                site.latitude(),
                site.longitude(),
                Optional.of(site.manned()).filter(manned -> !manned),
                Optional.of(site.relays()).filter(relays -> !relays));
    }

    Site site() {
        return new Site(id, name, latitude, longitude, manned.orElse(true), relays.orElse(true));
    }
}
