package dk.kronborg.topology.version;

import dk.kronborg.topology.identity.SiteId;
import dk.kronborg.topology.network.KeyPolicy;
import dk.kronborg.topology.network.PairPolicy;
import dk.kronborg.topology.network.PolicyClass;
import dk.kronborg.topology.network.Technology;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The members of a part, by the names they have in the document, as texts. They are found by reflection over the
 * components of its record: one that is new is in every difference from its first day.
 */
final class Members {

    private Members() {}

    /** Those that are there, in the order of the record; of records within it, each member by its path. */
    static Map<String, String> of(Record part) {
        Map<String, String> members = new LinkedHashMap<>();
        record("", part, members);
        return members;
    }

    private static void record(String prefix, Record value, Map<String, String> members) {
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            member(prefix + snake(component.getName()), read(component, value), members);
        }
    }

    private static void member(String name, Object value, Map<String, String> members) {
        switch (value) {
            case Optional<?> optional -> optional.ifPresent(present -> member(name, present, members));
            case List<?> list ->
                members.put(name, list.stream().map(String::valueOf).collect(Collectors.joining(", ")));
            case PairPolicy policy -> members.put(name, said(policy));
            case Technology technology -> members.put(name, technology.wireName());
            case Record record when !isName(record.getClass()) -> record(name + '.', record, members);
            default -> members.put(name, value.toString());
        }
    }

    /** Names are texts, whatever they are made of. */
    static boolean isName(Class<?> type) {
        return type.getPackage().equals(SiteId.class.getPackage());
    }

    /** As a document says it. */
    static String said(PairPolicy policy) {
        return switch (policy) {
            case PairPolicy.Local local -> local.name();
            case KeyPolicy keys ->
                keys.name()
                        + (keys.mayFallBackToPqc() && keys.name().equals(PolicyClass.ALWAYS_HYBRID.name())
                                ? " with qkd_required: false"
                                : "")
                        + (keys.itsOnly() ? " with its_only: true" : "");
        };
    }

    static String snake(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    private static Object read(RecordComponent component, Record value) {
        try {
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("parts of a network are public records", e);
        }
    }
}
