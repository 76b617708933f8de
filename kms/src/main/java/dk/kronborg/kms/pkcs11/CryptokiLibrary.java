package dk.kronborg.kms.pkcs11;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds a token by its label, which the JDK's provider cannot: it wants the number of a slot, and numbers change when
 * tokens come and go. For 64-bit systems other than Windows (PKCS #11 V2.40, clauses 5.4 and 5.5).
 */
final class CryptokiLibrary {

    private static final long OK = 0;
    private static final long ALREADY_INITIALIZED = 0x191;
    private static final long OS_LOCKING_OK = 2;

    /** Places in the list of functions, which begins after the version. */
    private static final int INITIALIZE = 0;

    private static final int FINALIZE = 1;
    private static final int GET_SLOT_LIST = 4;
    private static final int GET_TOKEN_INFO = 6;
    private static final int FUNCTIONS = 8;

    private static final int LABEL = 32;
    private static final int TOKEN_INFO = 512;
    private static final int INITIALIZE_ARGUMENTS = 48;
    private static final int INITIALIZE_FLAGS = 32;

    private final MemorySegment functions;

    private CryptokiLibrary(MemorySegment functions) {
        this.functions = functions;
    }

    /**
     * Loads the library and makes it ready, unless it is.
     *
     * @throws IOException if that fails; the message says what is wrong
     */
    @SuppressWarnings("restricted") // Calling the vendor's code is what this is for.
    static CryptokiLibrary load(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("there is no PKCS #11 library " + file);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment entry = SymbolLookup.libraryLookup(file, Arena.global())
                    .find("C_GetFunctionList")
                    .orElseThrow(() -> new IOException(file + " is no PKCS #11 library"));
            MemorySegment list = arena.allocate(ValueLayout.ADDRESS);
            check("C_GetFunctionList", call(entry, List.of(ValueLayout.ADDRESS), list));
            CryptokiLibrary library = new CryptokiLibrary(
                    list.get(ValueLayout.ADDRESS, 0).reinterpret(FUNCTIONS + 68 * ValueLayout.ADDRESS.byteSize()));
            library.initialize(arena);
            return library;
        } catch (IllegalArgumentException e) {
            throw new IOException("cannot load " + file + ": " + e.getMessage(), e);
        }
    }

    private void initialize(Arena arena) throws IOException {
        MemorySegment arguments = arena.allocate(INITIALIZE_ARGUMENTS, Long.BYTES);
        arguments.set(ValueLayout.JAVA_LONG, INITIALIZE_FLAGS, OS_LOCKING_OK);
        long result = call(function(INITIALIZE), List.of(ValueLayout.ADDRESS), arguments);
        if (result != ALREADY_INITIALIZED) {
            check("C_Initialize", result);
        }
    }

    /** Ends all sessions and begins again: some libraries see a token that came back only then. */
    void restart() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            check("C_Finalize", call(function(FINALIZE), List.of(ValueLayout.ADDRESS), MemorySegment.NULL));
            initialize(arena);
        }
    }

    /**
     * The slot in which the token of that label is.
     *
     * @throws IOException if there is none, or more than one; the message lists those that are there
     */
    long slotOf(String label) throws IOException {
        List<Long> found = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (long slot : slots()) {
            String present = labelOf(slot);
            if (!present.isEmpty()) {
                labels.add('"' + present + '"');
            }
            if (present.equals(label)) {
                found.add(slot);
            }
        }
        if (found.size() != 1) {
            throw new IOException((found.isEmpty() ? "no token" : "more than one token") + " is labelled \"" + label
                    + "\"; there are " + labels);
        }
        return found.getFirst();
    }

    /** Label of the token in a slot; empty if there is none now, or one that is no use yet. */
    String labelOf(long slot) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(TOKEN_INFO, Long.BYTES);
            long result =
                    call(function(GET_TOKEN_INFO), List.of(ValueLayout.JAVA_LONG, ValueLayout.ADDRESS), slot, info);
            byte[] padded = info.asSlice(0, LABEL).toArray(ValueLayout.JAVA_BYTE);
            return result == OK ? new String(padded, StandardCharsets.UTF_8).strip() : "";
        }
    }

    private long[] slots() throws IOException {
        List<MemoryLayout> arguments = List.of(ValueLayout.JAVA_BYTE, ValueLayout.ADDRESS, ValueLayout.ADDRESS);
        byte withToken = 1;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(ValueLayout.JAVA_LONG);
            check("C_GetSlotList", call(function(GET_SLOT_LIST), arguments, withToken, MemorySegment.NULL, count));
            // Never an empty array: its address would ask for the number again.
            MemorySegment slots = arena.allocate(ValueLayout.JAVA_LONG, count.get(ValueLayout.JAVA_LONG, 0) + 1);
            check("C_GetSlotList", call(function(GET_SLOT_LIST), arguments, withToken, slots, count));
            return slots.asSlice(0, count.get(ValueLayout.JAVA_LONG, 0) * Long.BYTES)
                    .toArray(ValueLayout.JAVA_LONG);
        }
    }

    private MemorySegment function(int place) {
        return functions.get(ValueLayout.ADDRESS, FUNCTIONS + place * ValueLayout.ADDRESS.byteSize());
    }

    @SuppressWarnings("restricted") // As above.
    private static long call(MemorySegment function, List<MemoryLayout> parameters, Object... arguments)
            throws IOException {
        MethodHandle handle = Linker.nativeLinker()
                .downcallHandle(
                        function,
                        FunctionDescriptor.of(ValueLayout.JAVA_LONG, parameters.toArray(MemoryLayout[]::new)));
        try {
            return (long) handle.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IOException("the PKCS #11 library cannot be called", e);
        }
    }

    private static void check(String function, long result) throws IOException {
        if (result != OK) {
            throw new IOException(function + " of the PKCS #11 library returned 0x" + Long.toHexString(result));
        }
    }
}
