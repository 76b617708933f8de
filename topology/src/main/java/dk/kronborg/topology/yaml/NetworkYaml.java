package dk.kronborg.topology.yaml;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dk.kronborg.topology.identity.CableId;
import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.identity.SiteId;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.PairPolicy;
import dk.kronborg.topology.network.PolicyClass;
import dk.kronborg.topology.network.Sae;
import dk.kronborg.topology.network.SaePair;
import dk.kronborg.topology.network.Site;
import dk.kronborg.topology.network.Technology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The YAML form of a {@link Network}: {@code schema: kronborg-network/1}, member names in snake case. A pair of SAEs
 * with one home may say {@code policy: LOCAL}, any pair {@code policy} with the name of a class, {@code qkd_required} and
 * {@code its_only}; the same three in {@code default_policy} are said of the domain. A link has {@code cv_qkd} or {@code
 * dv_qkd}, as its technology is, and may name its {@code cable}.
 *
 * <p>Unknown members, duplicate members and values outside their range are refused with line and column.
 */
public final class NetworkYaml {

    private static final String SCHEMA = "kronborg-network/1";

    private static final ObjectMapper MAPPER = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
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
            Optional<PolicyEntry> defaultPolicy,
            List<Site> sites,
            List<Kme> kmes,
            List<Sae> saes,
            List<Link> links,
            List<PairEntry> pairs) {}

    private NetworkYaml() {}

    /**
     * Reads a document from a file.
     *
     * @throws IOException              if the file cannot be read
     * @throws IllegalArgumentException if it is no such document; the message names the place and the fault
     */
    public static Network read(Path file) throws IOException {
        try {
            return parse(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads a document.
     *
     * @throws IllegalArgumentException if the text is no such document; the message names the place and the fault
     */
    public static Network parse(String yaml) {
        Document document;
        try {
            document = MAPPER.readValue(yaml, Document.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(place(e) + e.getOriginalMessage(), e);
        }
        if (!SCHEMA.equals(document.schema())) {
            throw new IllegalArgumentException("schema is " + SCHEMA + ", got " + document.schema());
        }
        return new Network(
                document.domain(),
                document.defaultPolicy().map(PolicyEntry::keyPolicy),
                document.sites(),
                document.kmes(),
                document.saes(),
                document.links(),
                document.pairs().stream().map(PairEntry::pair).toList());
    }

    /** Line, column and path of a fault, such as {@code line 20, column 5, at links[0].fibre_km: }. */
    private static String place(JsonProcessingException e) {
        var location = e.getLocation();
        String at = location == null ? "" : "line " + location.getLineNr() + ", column " + location.getColumnNr();
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            at += ", at "
                    + mapping.getPath().stream()
                            .map(step -> step.getFieldName() == null
                                    ? "[" + step.getIndex() + "]"
                                    : "." + step.getFieldName())
                            .collect(Collectors.joining())
                            .substring(1);
        }
        return at.isEmpty() ? at : at + ": ";
    }

    /** Writes a document that {@link #parse} reads back to an equal network. */
    public static String write(Network network) {
        List<PairEntry> pairs = network.pairs().stream()
                .sorted(Comparator.comparing(SaePair::first).thenComparing(SaePair::second))
                .map(PairEntry::of)
                .toList();
        try {
            return MAPPER.writeValueAsString(new Document(
                    SCHEMA,
                    network.domain(),
                    network.defaultPolicy().map(PolicyEntry::of),
                    network.sites(),
                    network.kmes(),
                    network.saes(),
                    network.links(),
                    pairs));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a network always has a YAML form", e);
        }
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
        name(module, Technology.class, Technology::ofWireName, Technology::wireName);
        name(module, PairPolicy.class, PairPolicy::ofName, PairPolicy::name);
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
                    return type.cast(context.handleWeirdStringValue(type, text, "%s", e.getMessage()));
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
