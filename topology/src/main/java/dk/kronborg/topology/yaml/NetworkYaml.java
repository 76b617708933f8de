package dk.kronborg.topology.yaml;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dk.kronborg.topology.identity.CableId;
import dk.kronborg.topology.identity.CertificateName;
import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.identity.OfficerId;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.identity.SiteId;
import dk.kronborg.topology.map.Authorities;
import dk.kronborg.topology.map.Pin;
import dk.kronborg.topology.network.Fault;
import dk.kronborg.topology.network.Guarantee;
import dk.kronborg.topology.network.InvalidNetworkException;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.PairPolicy;
import dk.kronborg.topology.network.PolicyClass;
import dk.kronborg.topology.network.Sae;
import dk.kronborg.topology.network.SaePair;
import dk.kronborg.topology.network.Technology;
import dk.kronborg.topology.version.Description;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * The YAML form of a {@link Network}: {@code schema: kronborg-network/1}, member names in snake case. A pair of SAEs
 * with one home may say {@code policy: LOCAL}, any pair {@code policy} with the name of a class, {@code qkd_required} and
 * {@code its_only}; the same three in {@code default_policy} are said of the domain. A link has {@code cv_qkd} or {@code
 * dv_qkd}, as its technology is, and may name its {@code cable}.
 *
 * <p>A site may say that it is not {@code manned} or that its node {@code relays} nothing, an SAE by what name its {@code
 * certificate} is known. JSON is YAML too.
 *
 * <p>By {@code guarantees} it may say at what rates keys are relayed, at least; {@code bits_per_second} {@code from} a KME
 * {@code to} another.
 *
 * <p>A document may say by {@code authorities} who is to sign the network map; one that does not leaves that as it is.
 *
 * <p>Every unknown or missing member, value outside its range and reference to nowhere is listed with line, column and path.
 * What is no YAML, names a member twice, or has anchors, aliases or tags, is read no further than that. So a document
 * means no more than it has characters, and those are at most {@link #MOST_CHARACTERS}, {@link #LONGEST_LINE} in a line.
 */
public final class NetworkYaml {

    static final String SCHEMA = "kronborg-network/1";

    /** Characters of a document: room for 1,000 sites and 100,000 SAEs. */
    public static final int MOST_CHARACTERS = 16 * 1024 * 1024;

    /** Characters of a line: for each character of a token, the parser copies a thousandth of what it has of it. */
    public static final int LONGEST_LINE = 64 * 1024;

    private static final YAMLFactory FACTORY =
            YAMLFactory.builder().loaderOptions(limits()).build();

    private static final ObjectMapper MAPPER = YAMLMapper.builder(FACTORY)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
            .addModule(new Jdk8Module())
            .addModule(names())
            .build();

    /** The document as it stands in the file; lists keep the order of the file. */
    record Document(
            String schema,
            DomainId domain,
            Optional<AuthoritiesEntry> authorities,
            Optional<PolicyEntry> defaultPolicy,
            List<SiteEntry> sites,
            List<Kme> kmes,
            List<Sae> saes,
            List<Link> links,
            List<PairEntry> pairs,
            Optional<List<Guarantee>> guarantees) {

        static Document of(Network network, Optional<Authorities> authorities) {
            return new Document(
                    SCHEMA,
                    network.domain(),
                    authorities.map(AuthoritiesEntry::of),
                    network.defaultPolicy().map(PolicyEntry::of),
                    network.sites().stream().map(SiteEntry::of).toList(),
                    network.kmes(),
                    network.saes(),
                    network.links(),
                    network.pairs().stream()
                            .sorted(Comparator.comparing(SaePair::first).thenComparing(SaePair::second))
                            .map(PairEntry::of)
                            .toList(),
                    Optional.of(network.guarantees().stream()
                                    .sorted(Comparator.comparing(Guarantee::from)
                                            .thenComparing(Guarantee::to))
                                    .toList())
                            .filter(some -> !some.isEmpty()));
        }

        Network network() {
            return new Network(
                    domain,
                    defaultPolicy.map(PolicyEntry::keyPolicy),
                    sites.stream().map(SiteEntry::site).toList(),
                    kmes,
                    saes,
                    links,
                    pairs.stream().map(PairEntry::pair).toList(),
                    guarantees.orElse(List.of()));
        }
    }

    private NetworkYaml() {}

    /**
     * Reads a document from a file.
     *
     * @throws IOException              if the file cannot be read
     * @throws IllegalArgumentException if it is no such document; the message lists every fault with its place
     */
    public static Description read(Path file) throws IOException {
        try {
            if (Files.size(file) > 4L * MOST_CHARACTERS) {
                throw new InvalidNetworkException(List.of(tooLong()));
            }
            return describe(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads a document.
     *
     * @throws InvalidNetworkException if the text is no such document; with every fault and its place
     */
    public static Network parse(String yaml) {
        return describe(yaml).network();
    }

    /**
     * Reads a document, with what it says besides the network.
     *
     * @throws InvalidNetworkException if the text is no such document; with every fault and its place
     */
    public static Description describe(String yaml) {
        if (yaml.length() > MOST_CHARACTERS) {
            throw new InvalidNetworkException(List.of(tooLong()));
        }
        longLine(yaml).ifPresent(fault -> {
            throw new InvalidNetworkException(List.of(fault));
        });
        try (Plain parser = new Plain(FACTORY.createParser(yaml))) {
            NetworkReader reader = new NetworkReader(MAPPER, parser);
            Network network = reader.read();
            return new Description(yaml, network, reader.authorities());
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory can be read", e);
        }
    }

    private static Fault tooLong() {
        return new Fault("", "a network is described in at most " + MOST_CHARACTERS + " characters");
    }

    private static Optional<Fault> longLine(String yaml) {
        int line = 1;
        int begin = 0;
        for (int i = 0; i <= yaml.length(); i++) {
            if (i == yaml.length() || yaml.charAt(i) == '\n') {
                if (i - begin > LONGEST_LINE) {
                    return Optional.of(new Fault(
                            "line " + line, "a line has at most " + LONGEST_LINE + " characters, got " + (i - begin)));
                }
                line++;
                begin = i + 1;
            }
        }
        return Optional.empty();
    }

    private static LoaderOptions limits() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MOST_CHARACTERS);
        options.setNestingDepthLimit(Plain.DEEPEST);
        options.setMaxAliasesForCollections(0);
        options.setAllowDuplicateKeys(false);
        return options;
    }

    /**
     * Reads the document that {@link #tree} made.
     *
     * @throws IllegalArgumentException if the tree is no such document; the message names the place and the fault
     */
    public static Network ofTree(JsonNode tree) {
        Document document;
        try {
            document = MAPPER.treeToValue(tree, Document.class);
        } catch (JsonMappingException e) {
            throw new InvalidNetworkException(
                    List.of(new Fault(JacksonWords.path(e).replaceFirst("^\\.", ""), JacksonWords.of(e))));
        } catch (JsonProcessingException e) {
            throw new InvalidNetworkException(List.of(new Fault("", JacksonWords.of(e))));
        }
        if (!SCHEMA.equals(document.schema())) {
            throw new InvalidNetworkException(List.of(new Fault("schema", "schema is " + SCHEMA)));
        }
        return document.network();
    }

    /** Writes a document that {@link #parse} reads back to an equal network. */
    public static String write(Network network) {
        try {
            return MAPPER.writeValueAsString(Document.of(network, Optional.empty()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a network always has a YAML form", e);
        }
    }

    /** The same document as {@link #write} writes, as a tree of JSON. */
    public static ObjectNode tree(Network network) {
        return MAPPER.valueToTree(Document.of(network, Optional.empty()));
    }

    /** All that a document says, as a tree of JSON. */
    public static ObjectNode tree(Description description) {
        return MAPPER.valueToTree(Document.of(description.network(), description.authorities()));
    }

    private static SimpleModule names() {
        SimpleModule module = new SimpleModule();
        name(module, DomainId.class, DomainId::new, DomainId::value);
        name(module, SiteId.class, SiteId::new, SiteId::value);
        name(module, KmeId.class, KmeId::new, KmeId::value);
        name(module, SaeId.class, SaeId::new, SaeId::value);
        name(module, DeviceId.class, DeviceId::new, DeviceId::value);
        name(module, LinkId.class, LinkId::new, LinkId::value);
        name(module, CableId.class, CableId::new, CableId::value);
        name(module, OfficerId.class, OfficerId::new, OfficerId::value);
        name(module, Pin.class, Pin::new, Pin::text);
        name(module, Technology.class, Technology::ofWireName, Technology::wireName);
        name(module, PairPolicy.class, PairPolicy::ofName, PairPolicy::name);
        name(module, CertificateName.class, CertificateName::parse, CertificateName::toString);
        name(module, PolicyClass.class, PolicyClass::ofName, PolicyClass::name);
        return module;
    }

    private static <T> void name(
            SimpleModule module, Class<T> type, Function<String, T> reader, Function<T, String> writer) {
        module.addDeserializer(type, new StdScalarDeserializer<T>(type) {
            private static final long serialVersionUID = 1;

            @Override
            public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
                String text = parser.getText();
                try {
                    return reader.apply(text);
                } catch (IllegalArgumentException e) {
                    throw JsonMappingException.from(parser, e.getMessage(), e);
                }
            }
        });
        module.addSerializer(type, new StdScalarSerializer<T>(type) {
            private static final long serialVersionUID = 1;

            @Override
            public void serialize(T value, JsonGenerator generator, SerializerProvider provider) throws IOException {
                generator.writeString(writer.apply(value));
            }
        });
    }
}
