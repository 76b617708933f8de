package dk.kronborg.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dk.kronborg.linkmonitor.alarm.Alarm;
import dk.kronborg.linkmonitor.alarm.AlarmKey;
import dk.kronborg.linkmonitor.alarm.AlarmKind;
import dk.kronborg.linkmonitor.alarm.AlarmLog.Entry;
import dk.kronborg.linkmonitor.alarm.Attention.Act;
import dk.kronborg.linkmonitor.alarm.Condition;
import dk.kronborg.linkmonitor.alarm.Evidence;
import dk.kronborg.linkmonitor.alarm.Resource;
import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.testbed.network.ReferenceNetwork;
import dk.kronborg.topology.network.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Alarms as data of {@code ietf-alarms}: names, types, keys and mandatory leaves are those of the module of RFC 8632. */
class IetfAlarmsJsonTest {

    /**
     * What of the module's tree (RFC 8632, section 3) may stand in our answers. {@code *} is a list, with its keys in
     * brackets, {@code **} a leaf-list, {@code !} mandatory; then the type of a leaf.
     */
    private static final String TREE = """
            alarm-inventory
              alarm-type* [alarm-type-id alarm-type-qualifier]
                alarm-type-id! identityref
                alarm-type-qualifier! string
                resource** string
                will-clear! boolean
                severity-level** severity
                description! string
            alarm-list
              number-of-alarms gauge32
              last-changed date-and-time
              alarm* [resource alarm-type-id alarm-type-qualifier]
                resource! string
                alarm-type-id! identityref
                alarm-type-qualifier! string
                alt-resource** string
                related-alarm* [resource alarm-type-id alarm-type-qualifier]
                  resource! string
                  alarm-type-id! identityref
                  alarm-type-qualifier! string
                impacted-resource** string
                root-cause-resource** string
                time-created! date-and-time
                is-cleared! boolean
                last-raised! date-and-time
                last-changed! date-and-time
                perceived-severity! severity
                alarm-text! string
                status-change*! [time]
                  time! date-and-time
                  perceived-severity! severity-with-clear
                  alarm-text! string
                operator-state-change* [time]
                  time! date-and-time
                  operator! string
                  state! operator-state
                  text string
            shelved-alarms
              number-of-shelved-alarms gauge32
              shelved-alarms-last-changed date-and-time
              shelved-alarm* [resource alarm-type-id alarm-type-qualifier]
                resource! string
                alarm-type-id! identityref
                alarm-type-qualifier! string
                alt-resource** string
                related-alarm* [resource alarm-type-id alarm-type-qualifier]
                  resource! string
                  alarm-type-id! identityref
                  alarm-type-qualifier! string
                impacted-resource** string
                root-cause-resource** string
                shelf-name string
                is-cleared! boolean
                last-raised! date-and-time
                last-changed! date-and-time
                perceived-severity! severity
                alarm-text! string
                status-change*! [time]
                  time! date-and-time
                  perceived-severity! severity-with-clear
                  alarm-text! string
                operator-state-change* [time]
                  time! date-and-time
                  operator! string
                  state! operator-state
                  text string
            """;

    private static final String MODULE = """
            module kronborg-alarms {
              yang-version 1.1;
              namespace "urn:kronborg:yang:kronborg-alarms";
              prefix kal;

              import ietf-alarms {
                prefix al;
                reference "RFC 8632: A YANG Data Model for Alarm Management";
              }

              organization "Kronborg";
              contact "See SECURITY.md and CONTRIBUTING.md of Kronborg.";
              description
                "The types of alarms that the centre raises. The text of an alarm says what is wrong, then, in lines of their own,
                 what to do about it. Resources are strings, such as link:MFA-MOD.";

              revision 2026-11-22 {
                description "First.";
              }

              identity alarm-type {
                base al:alarm-type-id;
                description "Abstract: every type of alarm of Kronborg.";
              }
            """;

    private static final Set<String> SEVERITIES = Set.of("indeterminate", "warning", "minor", "major", "critical");
    private static final Set<String> STATES = Set.of("none", "ack", "closed", "shelved", "un-shelved");
    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})");

    private static final Instant NOON = Instant.parse("2026-07-02T12:00:00Z");
    private static final Network NETWORK = ReferenceNetwork.QUICK.plan();
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    /** A node of the tree. */
    private record Node(
            boolean list,
            boolean leafList,
            boolean mandatory,
            List<String> keys,
            String type,
            Map<String, Node> members) {}

    /** An alarm and what happens to it, as the database would have it. */
    private static final class Story {
        private final List<Entry> history = new ArrayList<>();
        private Alarm alarm;

        Story(AlarmKind kind, Severity severity, String text) {
            alarm = Alarm.raised(UUID.randomUUID(), condition(kind, severity, text), NOON, false);
            history.add(new Entry(NOON, "RAISED", severity, Optional.empty(), text));
        }

        private static Condition condition(AlarmKind kind, Severity severity, String text) {
            return new Condition(
                    new Resource(Resource.Kind.LINK, "MFA-MOD"), kind, "", severity, text, Evidence.of(Map.of()));
        }

        Story raised(int second, Severity severity, String text) {
            boolean again = alarm.cleared();
            alarm = alarm.with(condition(alarm.kind(), severity, text), at(second), false);
            history.add(new Entry(at(second), again ? "RAISED" : "CHANGED", severity, Optional.empty(), text));
            return this;
        }

        Story cleared(int second) {
            alarm = alarm.cleared(at(second));
            history.add(new Entry(at(second), "CLEARED", Severity.CLEARED, Optional.empty(), ""));
            return this;
        }

        Story did(int second, String what, BiFunction<Alarm, Act, Alarm> act) {
            Act by = new Act("anna", at(second), "looking");
            alarm = act.apply(alarm, by);
            history.add(new Entry(at(second), what, alarm.severity(), Optional.of("anna"), "looking"));
            return this;
        }

        IetfAlarm told() {
            return new IetfAlarm(alarm, history, Optional.empty());
        }

        private static Instant at(int second) {
            return NOON.plusSeconds(second);
        }
    }

    @Test
    void saysWhatAnAlarmIsInTheWordsOfTheModule() {
        JsonNode alarm = only(new Story(AlarmKind.FIBRE_CUT, Severity.CRITICAL, "").told(), "alarm-list");

        assertThat(alarm.path("resource").asText()).isEqualTo("link:MFA-MOD");
        assertThat(alarm.path("alarm-type-id").asText()).isEqualTo("kronborg-alarms:fibre-cut");
        assertThat(alarm.path("alarm-type-qualifier").asText()).isEmpty();
        assertThat(alarm.path("perceived-severity").asText()).isEqualTo("critical");
        assertThat(alarm.path("is-cleared").isBoolean()).isTrue();
        assertThat(alarm.path("is-cleared").asBoolean()).isFalse();
        assertThat(alarm.path("time-created").asText()).isEqualTo("2026-07-02T12:00:00Z");
        assertThat(alarm.path("alarm-text").asText().lines())
                .startsWith(AlarmKind.FIBRE_CUT.words())
                .endsWith(AlarmKind.FIBRE_CUT.repairActions().getLast());
        assertThat(alarm.path("impacted-resource")).isNotEmpty();
        assertThat(alarm.has("operator-state-change")).isFalse();
    }

    @Test
    void anAlarmThatIsClearedKeepsItsLastSeverity() {
        JsonNode alarm = only(
                new Story(AlarmKind.FIBRE_DEGRADED, Severity.MAJOR, "2 dB")
                        .raised(5, Severity.MINOR, "1 dB")
                        .cleared(9)
                        .told(),
                "alarm-list");

        assertThat(alarm.path("is-cleared").asBoolean()).isTrue();
        assertThat(alarm.path("perceived-severity").asText()).isEqualTo("minor");
        assertThat(alarm.path("last-changed").asText()).isEqualTo("2026-07-02T12:00:09Z");
        assertThat(texts(alarm.path("status-change"), "perceived-severity"))
                .containsExactly("cleared", "minor", "major");
        assertThat(alarm.path("status-change").path(0).path("alarm-text")).isEqualTo(alarm.path("alarm-text"));
    }

    @Test
    void whatOperatorsDidIsListedNewestFirst() {
        JsonNode alarm = only(
                new Story(AlarmKind.EAVESDROP_SUSPECT, Severity.CRITICAL, "")
                        .did(1, "ACKNOWLEDGED", Alarm::acknowledged)
                        .cleared(2)
                        .did(3, "CLOSE_PROPOSED", Alarm::closed)
                        .told(),
                "alarm-list");

        assertThat(texts(alarm.path("operator-state-change"), "state")).containsExactly("ack", "ack");
        assertThat(alarm.path("operator-state-change").path(0).path("text").asText())
                .isEqualTo("close proposed: looking");
        assertThat(alarm.path("last-changed").asText()).isEqualTo("2026-07-02T12:00:03Z");
    }

    @Test
    void whatWasSaidOfAnAlarmHoldsNoMoreWhenItGetsWorse() {
        JsonNode alarm = only(
                new Story(AlarmKind.FIBRE_DEGRADED, Severity.MINOR, "")
                        .did(1, "ACKNOWLEDGED", Alarm::acknowledged)
                        .raised(2, Severity.MAJOR, "")
                        .told(),
                "alarm-list");

        assertThat(texts(alarm.path("operator-state-change"), "state")).containsExactly("none", "ack");
        assertThat(alarm.path("operator-state-change").path(0).path("time").asText())
                .isEqualTo("2026-07-02T12:00:02Z");
    }

    @Test
    void aShelvedAlarmIsInTheOtherList() {
        IetfAlarm shelved = new Story(AlarmKind.FIBRE_DEGRADED, Severity.MINOR, "")
                .did(1, "SHELVED", (alarm, by) -> alarm.shelved(by, NOON.plus(Duration.ofHours(1))))
                .told();

        assertThat(texts(only(shelved, "shelved-alarms").path("operator-state-change"), "state"))
                .containsExactly("shelved");
        assertThat(document(List.of(shelved)).path("alarm-list")).isEmpty();
    }

    @Test
    void changesAtOneTimeAreToldApart() {
        JsonNode alarm = only(
                new Story(AlarmKind.FIBRE_DEGRADED, Severity.MINOR, "")
                        .cleared(0)
                        .raised(0, Severity.MAJOR, "")
                        .did(0, "ACKNOWLEDGED", Alarm::acknowledged)
                        .did(0, "SHELVED", (each, by) -> each.shelved(by, NOON.plusSeconds(60)))
                        .told(),
                "shelved-alarms");

        assertThat(texts(alarm.path("status-change"), "perceived-severity"))
                .containsExactly("major", "cleared", "minor");
        assertThat(texts(alarm.path("operator-state-change"), "state")).containsExactly("shelved", "ack");
    }

    @Test
    void listsTheNewest32Changes() {
        Story story = new Story(AlarmKind.FIBRE_DEGRADED, Severity.MINOR, "");
        for (int i = 1; i < 100; i += 2) {
            story.cleared(i).raised(i + 1, Severity.MINOR, "");
        }

        JsonNode changes = only(story.told(), "alarm-list").path("status-change");
        assertThat(changes).hasSize(32);
        assertThat(changes.path(0).path("time").asText()).isEqualTo("2026-07-02T12:01:40Z");
    }

    @Test
    void namesTheAlarmThatExplainsAnotherOne() {
        Alarm explained =
                new Story(AlarmKind.FIBRE_CUT, Severity.CRITICAL, "").told().alarm();
        AlarmKey cause = new AlarmKey(new Resource(Resource.Kind.CABLE, "HARBOUR"), AlarmKind.FIBRE_CUT, "");

        JsonNode alarm = only(new IetfAlarm(explained, List.of(), Optional.of(cause)), "alarm-list");
        assertThat(alarm.path("root-cause-resource").path(0).asText()).isEqualTo("cable:HARBOUR");
        assertThat(alarm.path("related-alarm").path(0).path("alarm-type-id").asText())
                .isEqualTo("kronborg-alarms:fibre-cut");
        assertThat(alarm.path("status-change"))
                .as("at least one, whatever is known")
                .hasSize(1);
    }

    /** {@code -Dkronborg.golden=write} writes it anew. */
    @Test
    void hasAnIdentityForEveryType() throws IOException {
        Path documented = Path.of("..", "docs", "yang", "kronborg-alarms.yang");
        String identities = Arrays.stream(AlarmKind.values())
                .map(kind -> """

                          identity %s {
                            base alarm-type;
                            description "%s.";
                          }
                        """.formatted(AlarmWords.type(kind).substring("kronborg-alarms:".length()), kind.words()))
                .collect(Collectors.joining());
        String module = MODULE + identities + "}\n";

        if (System.getProperty("kronborg.golden", "").equals("write")) {
            Files.writeString(documented, module);
        }

        assertThat(Files.readString(documented)).isEqualTo(module);
        assertThat(document(List.of()).path("alarm-inventory").path("alarm-type"))
                .hasSameSizeAs(AlarmKind.values());
    }

    @Test
    void saysOfSeveritiesWhatIsDocumented() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "alarms.md"));
        for (Severity severity : Severity.values()) {
            String etsi = Optional.ofNullable(AlarmWords.etsi(severity))
                    .map(word -> '`' + word + '`')
                    .orElse("none");
            assertThat(document)
                    .containsPattern("\\| `%s` \\| `%s`[^|]* \\| %s \\|"
                            .formatted(severity, AlarmWords.severity(severity), etsi));
        }
    }

    private static JsonNode only(IetfAlarm alarm, String list) {
        return document(List.of(alarm))
                .path(list)
                .path(list.equals("alarm-list") ? "alarm" : "shelved-alarm")
                .path(0);
    }

    /** Checked against the tree. */
    private static JsonNode document(List<IetfAlarm> alarms) {
        JsonNode document = MAPPER.valueToTree(IetfAlarmsJson.of(alarms, NETWORK, true));
        assertThat(document.fieldNames()).toIterable().containsExactly("ietf-alarms:alarms");
        JsonNode top = document.path("ietf-alarms:alarms");
        check("alarms", top, tree());
        return top;
    }

    private static void check(String place, JsonNode object, Map<String, Node> members) {
        assertThat(object.fieldNames()).toIterable().as(place).isSubsetOf(members.keySet());
        members.forEach((name, node) -> {
            String here = place + '/' + name;
            JsonNode value = object.path(name);
            if (value.isMissingNode()) {
                assertThat(node.mandatory()).as("%s is missing", here).isFalse();
            } else if (node.list()) {
                assertThat(value).as(here).isNotEmpty();
                Set<List<String>> keys = new HashSet<>();
                for (JsonNode entry : value) {
                    check(here, entry, node.members());
                    assertThat(keys.add(node.keys().stream()
                                    .map(key -> entry.path(key).asText())
                                    .toList()))
                            .as("%s keys of %s", here, entry)
                            .isTrue();
                }
            } else if (node.leafList()) {
                assertThat(value).as(here).isNotEmpty();
                value.forEach(entry -> checkLeaf(here, entry, node.type()));
            } else if (node.members().isEmpty()) {
                checkLeaf(here, value, node.type());
            } else {
                check(here, value, node.members());
            }
        });
    }

    private static void checkLeaf(String place, JsonNode value, String type) {
        boolean valid = switch (type) {
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "gauge32" -> value.isIntegralNumber();
            case "date-and-time" ->
                value.isTextual() && TIME.matcher(value.asText()).matches();
            case "severity" -> SEVERITIES.contains(value.asText());
            case "severity-with-clear" ->
                SEVERITIES.contains(value.asText()) || value.asText().equals("cleared");
            case "operator-state" -> STATES.contains(value.asText());
            case "identityref" -> value.asText().matches("kronborg-alarms:[a-z]+(-[a-z]+)*");
            default -> throw new IllegalArgumentException("no type " + type);
        };
        assertThat(valid).as("%s is of type %s, got %s", place, type, value).isTrue();
    }

    private static Map<String, Node> tree() {
        return members(new ArrayList<>(TREE.lines().toList()), 0);
    }

    private static final Pattern LINE =
            Pattern.compile("( *)([a-z-]+)(\\*{0,2})(!?)(?: \\[([a-z -]+)])?(?: ([a-z0-9-]+))?");

    /** Takes the lines that are indented by so much. */
    private static Map<String, Node> members(List<String> lines, int indent) {
        Map<String, Node> members = new TreeMap<>();
        while (!lines.isEmpty()) {
            Matcher line = LINE.matcher(lines.getFirst());
            assertThat(line.matches()).as(lines.getFirst()).isTrue();
            if (line.group(1).length() != indent) {
                break;
            }
            lines.removeFirst();
            members.put(
                    line.group(2),
                    new Node(
                            line.group(3).equals("*"),
                            line.group(3).equals("**"),
                            !line.group(4).isEmpty(),
                            line.group(5) == null
                                    ? List.of()
                                    : List.of(line.group(5).split(" ")),
                            line.group(6) == null ? "" : line.group(6),
                            members(lines, indent + 2)));
        }
        return members;
    }

    private static List<String> texts(JsonNode list, String member) {
        List<String> texts = new ArrayList<>();
        list.forEach(entry -> texts.add(entry.path(member).asText()));
        return texts;
    }
}
