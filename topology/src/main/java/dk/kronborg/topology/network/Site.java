package dk.kronborg.topology.network;

import dk.kronborg.topology.identity.SiteId;

/**
 * A secured place that houses one trusted node.
 *
 * @param name      what people call it
 * @param latitude  WGS84, degrees, from -90 to 90
 * @param longitude WGS84, degrees, from -180 to 180
 * @throws IllegalArgumentException if the name is blank or a coordinate is outside its range
 */
public record Site(SiteId id, String name, double latitude, double longitude) {
    public Site {
        if (name.isBlank() || name.length() > 200) {
            throw new IllegalArgumentException("the name of site " + id + " has 1 to 200 characters");
        }
        if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) {
            throw new IllegalArgumentException("site " + id + " lies at latitude -90 to 90, longitude -180 to 180, got "
                    + latitude + ", " + longitude);
        }
    }
}
