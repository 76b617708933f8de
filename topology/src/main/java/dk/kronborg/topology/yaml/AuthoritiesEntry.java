package dk.kronborg.topology.yaml;

import dk.kronborg.topology.map.Authorities;
import dk.kronborg.topology.map.Officer;
import dk.kronborg.topology.map.Pin;
import java.util.List;

/** Who is to sign the map, as it stands in a document: what serves no more is left out, not listed. */
record AuthoritiesEntry(List<Pin> centre, List<Officer> officers) {

    AuthoritiesEntry {
        new Authorities(centre, officers, List.of());
    }

    static AuthoritiesEntry of(Authorities authorities) {
        return new AuthoritiesEntry(authorities.centre(), authorities.officers());
    }

    Authorities authorities() {
        return new Authorities(centre, officers, List.of());
    }
}
