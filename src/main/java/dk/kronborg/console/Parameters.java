package dk.kronborg.console;

import dk.kronborg.linkmonitor.history.ReadingCursor;
import dk.kronborg.linkmonitor.history.Resolution;
import dk.kronborg.linkmonitor.telemetry.LinkSide;
import dk.kronborg.linkmonitor.telemetry.Metric;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads query parameters; a wrong one is refused with its name and its range. */
public final class Parameters {

    private static final int USUAL_LIMIT = 200;
    static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private Parameters() {}

    static Metric metric(@Nullable String name) {
        if (name == null) {
            throw RefusedRequestException.invalid("metric is missing; it is one of " + metrics());
        }
        return Metric.ofWireName(name)
                .orElseThrow(() -> RefusedRequestException.invalid("metric is one of " + metrics()));
    }

    private static String metrics() {
        return Arrays.stream(Metric.values()).map(Metric::wireName).collect(Collectors.joining(", "));
    }

    static Optional<LinkSide> side(@Nullable String name) {
        if (name == null) {
            return Optional.empty();
        }
        return Optional.of(Arrays.stream(LinkSide.values())
                .filter(side -> side.name().equals(name))
                .findFirst()
                .orElseThrow(() -> RefusedRequestException.invalid(
                        "side is one of " + Arrays.toString(LinkSide.values()) + " or left out")));
    }

    static Optional<Resolution> resolution(@Nullable String name) {
        if (name == null) {
            return Optional.empty();
        }
        return Optional.of(Resolution.ofWireName(name)
                .orElseThrow(() -> RefusedRequestException.invalid("resolution is one of "
                        + Arrays.stream(Resolution.values())
                                .map(Resolution::wireName)
                                .toList()
                        + " or left out")));
    }

    static Instant time(String parameter, String text) {
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            if (!time.isBefore(EARLIEST) && !time.isAfter(LATEST)) {
                return time;
            }
        } catch (DateTimeException e) {
            throw RefusedRequestException.invalid(timeRule(parameter));
        }
        throw RefusedRequestException.invalid(timeRule(parameter));
    }

    private static String timeRule(String parameter) {
        return parameter + " is a time of RFC 3339 from " + EARLIEST + " to " + LATEST;
    }

    /** How much a page holds; 200 if left out. */
    public static int limit(@Nullable String text, int most) {
        return number("limit", text, USUAL_LIMIT, most);
    }

    /** A whole number from 1. */
    static int number(String parameter, @Nullable String text, int usual, int most) {
        if (text == null) {
            return usual;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw RefusedRequestException.invalid(parameter + " is a whole number from 1 to " + most);
        }
        throw RefusedRequestException.invalid(parameter + " is a whole number from 1 to " + most);
    }

    /** A word of an enumeration. */
    static <E extends Enum<E>> E word(String parameter, Class<E> type, @Nullable String text, E usual) {
        return word(parameter, type, text).orElse(usual);
    }

    /** A word of an enumeration; none if left out. */
    static <E extends Enum<E>> Optional<E> word(String parameter, Class<E> type, @Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        return Optional.of(Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(text))
                .findFirst()
                .orElseThrow(() -> RefusedRequestException.invalid(
                        parameter + " is one of " + Arrays.toString(type.getEnumConstants()))));
    }

    /** The place in a list where a page begins, as the page before said it; none if left out. */
    public static OptionalLong place(@Nullable String text) {
        return text == null ? OptionalLong.empty() : OptionalLong.of(id("cursor", text));
    }

    /** A whole number from 1 that names something. */
    static long id(String parameter, String text) {
        try {
            long number = Long.parseLong(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw RefusedRequestException.invalid(parameter + " is a whole number from 1");
        }
        throw RefusedRequestException.invalid(parameter + " is a whole number from 1");
    }

    /** Yes or no; no if left out. */
    static boolean flag(String parameter, @Nullable String text) {
        if (text == null || text.equals("false")) {
            return false;
        }
        if (text.equals("true")) {
            return true;
        }
        throw RefusedRequestException.invalid(parameter + " is true or false");
    }

    static Optional<ReadingCursor> cursor(@Nullable String text) {
        return Optional.ofNullable(text).map(given -> checked(() -> ReadingCursor.parse(given)));
    }

    /** What is built from parameters; what it refuses, the request is refused for. */
    static <T> T checked(Supplier<T> built) {
        try {
            return built.get();
        } catch (IllegalArgumentException e) {
            throw RefusedRequestException.invalid(String.valueOf(e.getMessage()));
        }
    }
}
