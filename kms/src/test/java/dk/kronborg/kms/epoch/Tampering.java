package dk.kronborg.kms.epoch;

import dk.kronborg.kms.block.PoolId;
import dk.kronborg.topology.identity.KmeId;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/** Messages with one component changed, whichever there are. */
final class Tampering {

    private Tampering() {}

    static int components(Record message) {
        return message.getClass().getRecordComponents().length;
    }

    static String component(Record message, int index) {
        return message.getClass().getRecordComponents()[index].getName();
    }

    /** The message with another value of this component. */
    static <R extends Record> R with(R message, String component, Object value) {
        RecordComponent[] components = message.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        boolean found = false;
        try {
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                boolean changed = components[i].getName().equals(component);
                values[i] = changed ? value : components[i].getAccessor().invoke(message);
                found |= changed;
            }
            if (!found) {
                throw new IllegalArgumentException("no component " + component);
            }
            @SuppressWarnings("unchecked")
            Class<R> type = (Class<R>) message.getClass();
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("records can be made anew", e);
        }
    }

    /** The message with this component changed a little, at random. */
    static <R extends Record> R changed(R message, int index, Random random) {
        try {
            RecordComponent component = message.getClass().getRecordComponents()[index];
            return with(
                    message, component.getName(), other(component.getAccessor().invoke(message), random));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("records can be read", e);
        }
    }

    private static Object other(Object value, Random random) {
        return switch (value) {
            case byte[] bytes -> flipped(bytes, random);
            case UUID id -> flipped(id, random);
            case Optional<?> parent -> parent.isPresent() ? Optional.empty() : Optional.of(new UUID(1, 2));
            case List<?> names -> otherNames(names, random);
            case Instant at -> at.plusMillis(1 + random.nextInt(1000));
            case String text -> otherText(text, random);
            case Integer number -> number ^ (1 << random.nextInt(32));
            case PoolId pool ->
                random.nextBoolean() ? new PoolId(pool.to(), pool.from()) : new PoolId(pool.from(), new KmeId("KME-X"));
            case EpochFault.Reason reason ->
                reason == EpochFault.Reason.SUITE ? EpochFault.Reason.LENGTH : EpochFault.Reason.SUITE;
            default -> throw new IllegalStateException("nobody said how to change a " + value.getClass());
        };
    }

    static byte[] flipped(byte[] bytes, Random random) {
        byte[] changed = bytes.clone();
        changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
        return changed;
    }

    private static UUID flipped(UUID id, Random random) {
        return new UUID(id.getMostSignificantBits() ^ (1L << random.nextInt(64)), id.getLeastSignificantBits());
    }

    private static List<Object> otherNames(List<?> names, Random random) {
        List<Object> changed = new ArrayList<>(names);
        switch (random.nextInt(3)) {
            case 0 -> changed.removeFirst();
            case 1 -> changed.add("mlkem2048/9");
            default -> changed.set(0, otherText((String) changed.getFirst(), random));
        }
        return changed;
    }

    private static String otherText(String text, Random random) {
        if (text.isEmpty()) {
            return "x";
        }
        char[] changed = text.toCharArray();
        int place = random.nextInt(changed.length);
        changed[place] = (char) (changed[place] ^ 1);
        return new String(changed);
    }

    /** Bytes of every length that is wrong in a way that is worth a try. */
    static List<byte[]> ofWrongLengths(byte[] bytes) {
        return List.of(
                new byte[0],
                Arrays.copyOf(bytes, bytes.length - 1),
                Arrays.copyOf(bytes, bytes.length + 1),
                Arrays.copyOf(bytes, 1 << 20));
    }
}
