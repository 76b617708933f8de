package dk.kronborg.administration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dk.kronborg.plane.Exchange;
import java.io.IOException;
import java.util.Collection;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the bodies of orders, strictly, and says of each fault where it is and what belongs there. */
final class OrderReader {

    /** Members may be left out: which of them an order needs, its record says. */
    private static final ObjectMapper JSON =
            Exchange.JSON.copy().disable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);

    private OrderReader() {}

    /**
     * Reads a body.
     *
     * @throws IllegalArgumentException if it is not such an order
     */
    static <T> T read(byte[] body, Class<T> type) {
        @Nullable T order;
        try {
            order = JSON.readValue(body, type);
        } catch (UnrecognizedPropertyException e) {
            String known = e.getKnownPropertyIds().stream()
                    .map(String::valueOf)
                    .sorted()
                    .collect(Collectors.joining(", "));
            throw new IllegalArgumentException("members are " + known + ", got " + e.getPropertyName(), e);
        } catch (MismatchedInputException e) {
            throw new IllegalArgumentException(place(e) + expected(e.getTargetType()), e);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : ", line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw new IllegalArgumentException("the body is not JSON" + where + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("the body is not UTF-8", e);
        }
        if (order == null) {
            throw new IllegalArgumentException(place(null) + expected(type));
        }
        return order;
    }

    private static String place(@Nullable JsonMappingException fault) {
        if (fault == null || fault.getPath().isEmpty()) {
            return "the body is ";
        }
        return fault.getPath().stream()
                        .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                        .collect(Collectors.joining())
                + " is ";
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == UUID.class) {
            return "a UUID such as 1d7f0f0c-6d2c-4a44-9f2e-0d6f5c3b2a19";
        } else if (type == Boolean.class) {
            return "true or false";
        } else if (type == String.class) {
            return "a text";
        } else if (type != null && Collection.class.isAssignableFrom(type)) {
            return "a list";
        } else {
            return "a JSON object";
        }
    }
}
