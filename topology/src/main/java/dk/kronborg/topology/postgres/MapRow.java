package dk.kronborg.topology.postgres;

import dk.kronborg.topology.map.json.MalformedException;
import dk.kronborg.topology.map.json.MapJson;
import dk.kronborg.topology.map.json.StrictTree;
import dk.kronborg.topology.publication.PublishedStep;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.nio.charset.StandardCharsets;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.NullUnmarked;

/** A row of {@code network_map}. */
@Entity
@Immutable
@Table(name = "network_map")
@NullUnmarked
class MapRow {

    @Id
    private long version;

    private long network;

    private String step;

    private String signature;

    protected MapRow() {}

    PublishedStep toDomain() {
        try {
            return new PublishedStep(MapJson.step(tree(step)), MapJson.signature(tree(signature)), network);
        } catch (MalformedException e) {
            throw new IllegalStateException("version " + version + " of the map was kept in another form", e);
        }
    }

    private static StrictTree tree(String json) throws MalformedException {
        return StrictTree.read(json.getBytes(StandardCharsets.UTF_8), MapJson.MOST_BYTES);
    }
}
