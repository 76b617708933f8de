package dk.kronborg.testbed.client;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dk.kronborg.testbed.process.PrivateFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * A running network as {@code network.json} describes it, for scripts and tests. File paths are relative to the
 * directory of that file.
 *
 * @param kafka     {@code host:port}
 * @param operators accounts of the centre
 * @param directory of the file; not in the file itself
 */
public record DemoNetwork(
        String domain,
        Centre centre,
        String kafka,
        List<Operator> operators,
        List<Kme> kmes,
        List<Sae> saes,
        List<Link> links,
        @JsonIgnore Path directory) {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * The console.
     *
     * @param ca PEM root by which it is known
     */
    public record Centre(URI url, String ca) {}

    /**
     * An account of the centre.
     *
     * @param saes  whose affairs it sees, of a ministry
     * @param token what lets scripts in
     */
    public record Operator(String name, List<String> roles, List<String> saes, String password, String token) {

        /** Without password and token. */
        @Override
        public String toString() {
            return name + roles;
        }
    }

    /**
     * A key manager.
     *
     * @param ca       PEM root by which its SAE plane is known
     * @param database URI with credentials, for clients of libpq; with {@code jdbc:} before it, for JDBC
     */
    public record Kme(String id, URI saeUrl, URI peerUrl, String ca, String database) {

        /** Without the database's credentials. */
        @Override
        public String toString() {
            return id + " at " + saeUrl;
        }
    }

    /**
     * A consumer of keys and its credential, PEM.
     *
     * @param kme its home
     * @param ca  root by which its home is known
     */
    public record Sae(String id, String kme, String certificate, String key, String ca) {}

    /**
     * A QKD link.
     *
     * @param from site of the transmitter
     * @param to   site of the receiver
     */
    public record Link(String id, String from, String to) {}

    public DemoNetwork {
        operators = List.copyOf(operators);
        kmes = List.copyOf(kmes);
        saes = List.copyOf(saes);
        links = List.copyOf(links);
    }

    /** Reads a description. */
    public static DemoNetwork read(Path networkJson) throws IOException {
        Path directory = networkJson.toAbsolutePath().resolveSibling("");
        return MAPPER.readValue(networkJson.toFile(), DemoNetwork.class).in(directory);
    }

    /** Writes the description, readable by its owner only. */
    public void write(Path networkJson) throws IOException {
        PrivateFiles.write(networkJson, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
    }

    private DemoNetwork in(Path place) {
        return new DemoNetwork(domain, centre, kafka, operators, kmes, saes, links, place);
    }

    /**
     * The KME of that name.
     *
     * @throws NoSuchElementException if there is none
     */
    public Kme kme(String id) {
        return kmes.stream()
                .filter(kme -> kme.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("the network has no KME " + id));
    }

    /**
     * The SAE of that name.
     *
     * @throws NoSuchElementException if there is none
     */
    public Sae sae(String id) {
        return saes.stream()
                .filter(sae -> sae.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("the network has no SAE " + id));
    }

    /**
     * The account of that name.
     *
     * @throws NoSuchElementException if there is none
     */
    public Operator operator(String name) {
        return operators.stream()
                .filter(operator -> operator.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("the centre has no account " + name));
    }

    /** The file that a path of this description means. */
    public Path file(String relative) {
        return directory.resolve(relative);
    }

    /** A client that acts as that SAE, at its home KME. */
    public SaeClient client(String sae) throws IOException {
        Sae entry = sae(sae);
        return SaeClient.connect(
                kme(entry.kme()).saeUrl(), file(entry.certificate()), file(entry.key()), file(entry.ca()));
    }
}
