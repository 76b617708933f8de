package dk.kronborg.testbed.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dk.kronborg.linkmonitor.alarm.AlarmKind;
import dk.kronborg.linkmonitor.alarm.Resource;
import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.linkmonitor.classification.LinkClass;
import dk.kronborg.testbed.network.ReferenceNetwork;
import dk.kronborg.testbed.scenario.Scenario.Alarm;
import dk.kronborg.testbed.scenario.Scenario.Expectation;
import dk.kronborg.testbed.scenario.Scenario.Step;
import dk.kronborg.testbed.simulator.Phenomenon;
import dk.kronborg.testbed.simulator.Target;
import dk.kronborg.topology.identity.CableId;
import dk.kronborg.topology.identity.LinkId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The YAML form of a {@link Scenario}: {@code schema: kronborg-scenario/1}, docs/scenarios.md.
 *
 * <p>Unknown, duplicate or missing members, wrong types and values outside their range are refused with their place.
 */
public final class ScenarioYaml {

    private static final String SCHEMA = "kronborg-scenario/1";

    /** Of a link with which nothing is wrong at the end. */
    private static final String NO_CLASS = "NONE";

    private static final ObjectMapper MAPPER = mapper();

    record Document(
            String schema,
            String name,
            String shows,
            String network,
            long seed,
            String duration,
            List<StepText> steps,
            List<ExpectationText> expect) {}

    record StepText(
            String at, Optional<String> until, Optional<String> link, Optional<String> cable, String phenomenon) {}

    record ExpectationText(
            Optional<String> link,
            Optional<String> cable,
            Optional<String> device,
            Optional<String> kme,
            Optional<String> endsIn,
            List<AlarmText> alarms) {}

    record AlarmText(String type, String severity, boolean cleared) {}

    private ScenarioYaml() {}

    private static ObjectMapper mapper() {
        ObjectMapper mapper = YAMLMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .addModule(new Jdk8Module())
                .build();
        mapper.coercionConfigFor(LogicalType.Textual)
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
        return mapper;
    }

    /**
     * Reads a document from a file.
     *
     * @throws IOException              if the file cannot be read
     * @throws IllegalArgumentException if it is no such document; the message names the file, the place and the fault
     */
    public static Scenario read(Path file) throws IOException {
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
    public static Scenario parse(String yaml) {
        Document document;
        try {
            document = MAPPER.readValue(yaml, Document.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(place(e) + e.getOriginalMessage(), e);
        }
        if (document == null || !SCHEMA.equals(document.schema())) {
            throw new IllegalArgumentException(
                    "schema is " + SCHEMA + ", got " + (document == null ? "nothing" : document.schema()));
        }
        List<Step> steps = new ArrayList<>();
        for (StepText step : document.steps()) {
            steps.add(at("steps[" + steps.size() + "]", () -> step(step)));
        }
        List<Expectation> expect = new ArrayList<>();
        for (ExpectationText expectation : document.expect()) {
            expect.add(at("expect[" + expect.size() + "]", () -> expectation(expectation)));
        }
        return new Scenario(
                document.name(),
                document.shows(),
                at("network", () -> ReferenceNetwork.of(document.network())),
                document.seed(),
                at("duration", () -> Times.parse(document.duration())),
                steps,
                expect);
    }

    private static Step step(StepText text) {
        if (text.link().isPresent() == text.cable().isPresent()) {
            throw new IllegalArgumentException("a step names either a link or a cable");
        }
        Target target = text.link()
                .<Target>map(name -> new Target.OneLink(new LinkId(name)))
                .orElseGet(() -> new Target.WholeCable(new CableId(text.cable().orElseThrow())));
        return new Step(
                at("at", () -> Times.parse(text.at())),
                text.until().map(until -> at("until", () -> Times.parse(until))),
                target,
                at("phenomenon", () -> Phenomenon.parse(text.phenomenon())));
    }

    private static Expectation expectation(ExpectationText text) {
        List<Resource> named = Stream.of(
                        text.link().map(id -> new Resource(Resource.Kind.LINK, id)),
                        text.cable().map(id -> new Resource(Resource.Kind.CABLE, id)),
                        text.device().map(id -> new Resource(Resource.Kind.DEVICE, id)),
                        text.kme().map(id -> new Resource(Resource.Kind.KME, id)))
                .flatMap(Optional::stream)
                .toList();
        if (named.size() != 1) {
            throw new IllegalArgumentException("an expectation names one of link, cable, device and kme");
        }
        if (text.link().isPresent() != text.endsIn().isPresent()) {
            throw new IllegalArgumentException("ends_in is there for a link and for nothing else");
        }
        Optional<LinkClass> endsIn = text.endsIn()
                .filter(word -> !word.equals(NO_CLASS))
                .map(word -> at("ends_in", () -> word(LinkClass.class, word)));
        List<Alarm> alarms = new ArrayList<>();
        for (AlarmText alarm : text.alarms()) {
            alarms.add(at("alarms[" + alarms.size() + "]", () -> alarm(alarm)));
        }
        return new Expectation(named.getFirst(), endsIn, alarms);
    }

    private static Alarm alarm(AlarmText text) {
        return new Alarm(
                at("type", () -> word(AlarmKind.class, text.type())),
                at("severity", () -> severity(text.severity())),
                text.cleared());
    }

    private static Severity severity(String word) {
        return Arrays.stream(Severity.values())
                .filter(severity -> severity.raised() && severityWord(severity).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "it is critical, major, minor, warning or indeterminate, got \"" + word + '"'));
    }

    private static String severityWord(Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }

    private static <E extends Enum<E>> E word(Class<E> type, String word) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "it is one of " + Arrays.toString(type.getEnumConstants()) + ", got \"" + word + '"'));
    }

    /** Puts the place before what is wrong there. */
    private static <T> T at(String place, Supplier<T> read) {
        try {
            return read.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(place + ": " + e.getMessage(), e);
        }
    }

    private static String place(JsonProcessingException e) {
        var location = e.getLocation();
        String line = location == null ? "" : "line " + location.getLineNr() + ", column " + location.getColumnNr();
        String path = e instanceof JsonMappingException mapping
                ? mapping.getPath().stream()
                        .map(step ->
                                step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                        .collect(Collectors.joining())
                : "";
        String place = path.isEmpty() ? line : line + ", at " + path.substring(1);
        return place.isEmpty() ? "" : place + ": ";
    }
}
