package dk.kronborg.topology.yaml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.net.URI;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says of what Jackson refuses what is wrong with the document, not with our classes. */
final class JacksonWords {

    private static final Pattern NO_MEMBER =
            Pattern.compile("(?:Null value for|Missing required) creator property '(\\w+)'");
    private static final Pattern COERCED =
            Pattern.compile("Cannot coerce \\w+ value \\(\"?(.*?)\"?\\) to ", Pattern.DOTALL);

    private JacksonWords() {}

    static String of(JsonProcessingException e) {
        return switch (e) {
            case UnrecognizedPropertyException unknown ->
                "unknown member " + quoted(unknown.getPropertyName()) + ", known are "
                        + Optional.ofNullable(unknown.getKnownPropertyIds()).orElse(List.of()).stream()
                                .map(String::valueOf)
                                .sorted()
                                .collect(Collectors.joining(", "));
            case ValueInstantiationException refused
            when refused.getCause() instanceof IllegalArgumentException cause -> String.valueOf(cause.getMessage());
            case MismatchedInputException mismatch -> mismatch(mismatch);
            default -> firstLine(e.getOriginalMessage());
        };
    }

    private static String mismatch(MismatchedInputException e) {
        String said = e.getOriginalMessage();
        Matcher missing = NO_MEMBER.matcher(said);
        if (missing.find()) {
            return snake(missing.group(1)) + " is missing";
        }
        Optional<String> expected = expected(e.getTargetType());
        if (expected.isEmpty()) {
            return firstLine(said);
        }
        Matcher coerced = COERCED.matcher(said);
        String got = e instanceof InvalidFormatException format
                ? ", got " + quoted(String.valueOf(format.getValue()))
                : coerced.find() ? ", got " + quoted(coerced.group(1)) : "";
        return "it is " + expected.get() + got;
    }

    private static Optional<String> expected(@Nullable Class<?> type) {
        if (type == null) {
            return Optional.empty();
        }
        if (type == boolean.class || type == Boolean.class) {
            return Optional.of("true or false");
        }
        if (type == double.class || type == Double.class) {
            return Optional.of("a number");
        }
        if (type == long.class || type == int.class) {
            return Optional.of("a whole number");
        }
        if (type == String.class) {
            return Optional.of("a text, in quotes if it looks like something else");
        }
        if (type == URI.class) {
            return Optional.of("a URI");
        }
        if (type.isEnum()) {
            return Optional.of(Arrays.stream(type.getEnumConstants())
                    .map(String::valueOf)
                    .collect(Collectors.joining(", ", "one of ", "")));
        }
        if (Collection.class.isAssignableFrom(type)) {
            return Optional.of("a list");
        }
        return type.isRecord() ? Optional.of("a mapping") : Optional.empty();
    }

    /** From the value that was read to what is wrong in it, such as {@code .transmitter.kme}. */
    static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + cut(step.getFieldName()))
                .collect(Collectors.joining());
    }

    private static String snake(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    private static String firstLine(String text) {
        return cut(text.lines().findFirst().orElse(""));
    }

    /** What others wrote must not flood or forge a line. */
    static String quoted(String text) {
        return '"' + cut(text) + '"';
    }

    private static String cut(String text) {
        String shown = text.length() > 200 ? text.substring(0, 200) + "..." : text;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}
