package dk.kronborg.topology.network;

import dk.kronborg.topology.identity.SiteId;
import java.util.regex.Pattern;

/**
 * A secured place that houses one trusted node.
 *
 * @param name      what people call it
 * @param latitude  WGS84, degrees, from -90 to 90
 * @param longitude WGS84, degrees, from -180 to 180
 * @param manned    whether people are there, who can go and look
 * @param relays    whether its node may pass on keys of others, who then have to trust it
 * @throws IllegalArgumentException if the name is blank or not printable, or a coordinate is outside its range
 */
public record Site(SiteId id, String name, double latitude, double longitude, boolean manned, boolean relays) {

    private static final Pattern PRINTABLE = Pattern.compile("[^\\p{Cc}\\p{Cs}\\p{Cn}\\p{Zl}\\p{Zp}]*");

    public Site {
        if (name.isBlank() || name.length() > 200 || !PRINTABLE.matcher(name).matches()) {
            throw new IllegalArgumentException("the name of site " + id + " has 1 to 200 printable characters");
        }
        if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) {
            throw new IllegalArgumentException("site " + id + " lies at latitude -90 to 90, longitude -180 to 180, got "
                    + latitude + ", " + longitude);
        }
    }

    /** A manned site whose node may relay. */
    public Site(SiteId id, String name, double latitude, double longitude) {
        this(id, name, latitude, longitude, true, true);
    }
}
