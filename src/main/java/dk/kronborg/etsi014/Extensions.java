package dk.kronborg.etsi014;

import com.fasterxml.jackson.databind.JsonNode;
import dk.kronborg.kms.delivery.KeyRequirement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * The extensions of a Key request, clause 6.2. One is known, {@code qci_policy}: as a mandatory extension it is
 * met or the request fails, as an optional one it is a wish; others are refused or ignored.
 *
 * @param required by mandatory extensions
 * @param wished   by optional ones
 */
record Extensions(KeyRequirement required, KeyRequirement wished) {

    static final Extensions NONE = new Extensions(KeyRequirement.NONE, KeyRequirement.NONE);

    private static final String POLICY = "qci_policy";
    private static final Set<String> POLICY_MEMBERS =
            Set.of("min_grade", "max_age_s", "min_disjoint_paths", "max_hops");
    private static final int MOST_SECONDS = Integer.MAX_VALUE;
    private static final int MOST_PATHS = 16;
    private static final int MOST_HOPS = 32;
    private static final int MOST_SHOWN = 64;

    /** Checks the form of both, then whether all that is mandatory is supported, then the values. */
    static Extensions of(JsonNode mandatory, JsonNode optional) throws BadKeyRequest {
        requireExtensions(mandatory, "extension_mandatory");
        requireExtensions(optional, "extension_optional");
        List<Map<String, String>> unsupported = new ArrayList<>();
        for (JsonNode extension : mandatory) {
            unsupported(extension).forEach(name -> unsupported.add(Map.of("extension_mandatory_unsupported", name)));
        }
        if (!unsupported.isEmpty()) {
            throw new BadKeyRequest(ErrorJson.UNSUPPORTED_EXTENSION, unsupported);
        }
        return new Extensions(policies(mandatory), policies(optional));
    }

    /** An array of objects; some clients send an empty object for none. */
    private static void requireExtensions(JsonNode extensions, String name) throws BadKeyRequest {
        boolean none = extensions.isMissingNode() || (extensions.isObject() && extensions.isEmpty());
        if (!none && !extensions.isArray()) {
            throw new BadKeyRequest(name + " is an array of objects");
        }
        for (JsonNode extension : extensions) {
            if (!extension.isObject()) {
                throw new BadKeyRequest(name + " is an array of objects");
            }
        }
    }

    private static List<String> unsupported(JsonNode extension) {
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : extension.properties()) {
            if (!member.getKey().equals(POLICY)) {
                names.add(shown(member.getKey()));
            } else {
                for (Iterator<String> parts = member.getValue().fieldNames(); parts.hasNext(); ) {
                    String part = parts.next();
                    if (!POLICY_MEMBERS.contains(part)) {
                        names.add(POLICY + '.' + shown(part));
                    }
                }
            }
        }
        return names;
    }

    private static String shown(String name) {
        return name.length() <= MOST_SHOWN ? name : name.substring(0, MOST_SHOWN) + "...";
    }

    private static KeyRequirement policies(JsonNode extensions) throws BadKeyRequest {
        KeyRequirement all = KeyRequirement.NONE;
        for (JsonNode extension : extensions) {
            if (extension.has(POLICY)) {
                all = all.and(policy(extension.path(POLICY)));
            }
        }
        return all;
    }

    private static KeyRequirement policy(JsonNode policy) throws BadKeyRequest {
        if (!policy.isObject()) {
            throw new BadKeyRequest(POLICY + " is an object");
        }
        KeyRequirement none = KeyRequirement.NONE;
        return new KeyRequirement(
                grade(policy.path("min_grade")),
                number(policy, "max_age_s", MOST_SECONDS, none.mostAge(), Duration::ofSeconds),
                number(policy, "min_disjoint_paths", MOST_PATHS, none.leastPaths(), paths -> paths),
                number(policy, "max_hops", MOST_HOPS, none.mostHops(), hops -> hops));
    }

    private static KeyRequirement.LeastGrade grade(JsonNode grade) throws BadKeyRequest {
        if (grade.isMissingNode()) {
            return KeyRequirement.NONE.leastGrade();
        }
        return Arrays.stream(KeyRequirement.LeastGrade.values())
                .filter(known -> grade.isTextual() && known.name().equals(grade.textValue()))
                .findFirst()
                .orElseThrow(() -> new BadKeyRequest(POLICY + ".min_grade is LOCAL, PQC, QKD or HYBRID"));
    }

    private static <T> T number(JsonNode policy, String name, int most, T absent, IntFunction<T> present)
            throws BadKeyRequest {
        JsonNode value = policy.path(name);
        if (value.isMissingNode()) {
            return absent;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1 || value.intValue() > most) {
            throw new BadKeyRequest(POLICY + '.' + name + " is an integer from 1 to " + most);
        }
        return present.apply(value.intValue());
    }
}
