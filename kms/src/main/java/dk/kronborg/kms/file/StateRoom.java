package dk.kronborg.kms.file;

import dk.kronborg.kms.alarm.Alarms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a site's folder has room for more than is there: below its reserve no block is taken, so that what is left
 * serves those that were. Alarmed while it has none. Safe for use by several threads.
 */
public final class StateRoom implements BooleanSupplier {

    private final Path state;
    private final long reserve;
    private final Alarms alarms;
    private boolean alarmed;

    /** @param reserve bytes that stay free */
    public StateRoom(Path state, long reserve, Alarms alarms) {
        this.state = state;
        this.reserve = reserve;
        this.alarms = alarms;
    }

    /** Bytes that this process may still write there; 0 if that cannot be told. */
    public long usable() {
        try {
            return Files.getFileStore(state).getUsableSpace();
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public boolean getAsBoolean() {
        long usable = usable();
        String fault = usable < reserve ? usable + " bytes are left, the reserve is " + reserve : null;
        note(fault);
        return fault == null;
    }

    private synchronized void note(@Nullable String fault) {
        if (fault != null && !alarmed) {
            alarms.raise(Alarms.Kind.DISK_NEARLY_FULL, state.toString(), fault + "; no block is taken");
        } else if (fault == null && alarmed) {
            alarms.clear(Alarms.Kind.DISK_NEARLY_FULL, state.toString());
        }
        alarmed = fault != null;
    }
}
