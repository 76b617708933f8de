package dk.kronborg.kms.incarnation;

import dk.kronborg.kms.alarm.Alarms;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The incarnation of this site's key store: it stays the same as long as the database provably goes on from
 * where it was, and is a new one otherwise. With a new incarnation all blocks are void, at the peers too.
 */
public final class SiteIncarnation {

    private final Fence fence;
    private final DatabaseIdentity identity;
    private SiteMark mark;

    private SiteIncarnation(Fence fence, DatabaseIdentity identity, SiteMark mark) {
        this.fence = fence;
        this.identity = identity;
        this.mark = mark;
    }

    /**
     * Compares database and fence, before anything is served.
     *
     * @param fresh makes incarnations
     */
    public static SiteIncarnation atStart(Fence fence, MarkedDatabase database, Supplier<UUID> fresh, Alarms alarms) {
        Optional<Fence.Note> note = fence.read();
        Optional<SiteMark> mark = database.mark();
        DatabaseIdentity identity = database.identity();
        SiteMark next;
        if (note.isPresent() && mark.isPresent() && goesOn(note.get(), mark.get(), identity)) {
            next = database.started();
        } else {
            next = new SiteMark(fresh.get(), 1, numbersSoFar(note, mark), 0);
            if (note.isPresent() || mark.isPresent()) {
                alarms.raise(
                        Alarms.Kind.DATABASE_REWOUND,
                        "key store",
                        "the fence says " + note.map(Object::toString).orElse("nothing") + ", the database "
                                + mark.map(Object::toString).orElse("nothing") + " in " + identity
                                + "; every block is void");
            }
            database.voidEverything(next);
        }
        fence.write(new Fence.Note(next, identity));
        return new SiteIncarnation(fence, identity, next);
    }

    private static boolean goesOn(Fence.Note note, SiteMark mark, DatabaseIdentity identity) {
        return note.database().equals(identity)
                && note.mark().incarnation().equals(mark.incarnation())
                && !mark.isBehind(note.mark());
    }

    private static long numbersSoFar(Optional<Fence.Note> note, Optional<SiteMark> mark) {
        return Math.max(
                note.map(fenced -> fenced.mark().numbers()).orElse(0L),
                mark.map(SiteMark::numbers).orElse(0L));
    }

    public synchronized UUID id() {
        return mark.incarnation();
    }

    /**
     * The database has committed this mark: from now on it must not go back behind it. Nothing of what was
     * committed may leave before this returns.
     */
    public synchronized void committed(SiteMark committed) {
        mark = mark.latest(committed);
        fence.write(new Fence.Note(mark, identity));
    }
}
