package dk.kronborg.kms.incarnation;

import dk.kronborg.kms.alarm.Alarms;
import dk.kronborg.kms.block.StoreUnavailable;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The incarnation of this site's key store: it stays the same as long as the database provably goes on from
 * where it was, and is a new one otherwise. With a new incarnation all blocks are void, at the peers too.
 *
 * <p>Every transaction that spends bits or gives numbers asks {@link #expect} before its commit and reports to
 * {@link #committed} after it, before anything of it leaves. Where the database went back, was exchanged or was
 * failed over, this process ends: from then on every method throws, and at the next start everything is void.
 *
 * <p>Safe for use by several threads, and by several processes that share fence and database.
 */
public final class SiteIncarnation {

    /**
     * Under which conditions a database is taken for the same.
     *
     * @param synchronousReplication whether a standby that is promoted has every commit that was acknowledged; then
     *     a new timeline of the same cluster goes on if its counts do
     */
    public record Terms(boolean synchronousReplication) {}

    private final Fence fence;
    private final Terms terms;
    private final Alarms alarms;
    private final Consumer<String> end;
    private final Supplier<UUID> fresh;
    private final SiteMark found;
    private final long start;
    private volatile SiteMark mark;
    private volatile boolean ended;

    private SiteIncarnation(
            Fence fence,
            Terms terms,
            Supplier<UUID> fresh,
            Alarms alarms,
            Consumer<String> end,
            SiteMark found,
            SiteMark mark) {
        this.fence = fence;
        this.terms = terms;
        this.fresh = fresh;
        this.alarms = alarms;
        this.end = end;
        this.found = found;
        this.start = mark.starts();
        this.mark = mark;
    }

    /**
     * Compares database and fence, before anything is served.
     *
     * @param fresh makes incarnations
     * @param end   told why, once, when this process must serve nothing more
     */
    public static SiteIncarnation atStart(
            Fence fence,
            MarkedDatabase database,
            Terms terms,
            Supplier<UUID> fresh,
            Alarms alarms,
            Consumer<String> end) {
        return fence.alone(() -> {
            Optional<Fence.Note> note = fence.read();
            Optional<SiteMark> mark = database.mark();
            DatabaseIdentity identity = database.identity();
            SiteMark next;
            if (note.isPresent()
                    && mark.isPresent()
                    && fault(note.get(), new Fence.Note(mark.get(), identity), terms) == null) {
                next = database.started();
            } else {
                next = latest(note, mark).begunAnew(fresh.get());
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
            return new SiteIncarnation(fence, terms, fresh, alarms, end, latest(note, mark), next);
        });
    }

    private static SiteMark latest(Optional<Fence.Note> note, Optional<SiteMark> mark) {
        SiteMark none = new SiteMark(new UUID(0, 0), 0, 0, 0);
        return note.map(Fence.Note::mark).orElse(none).latest(mark.orElse(none));
    }

    /** Why what the database says does not go on from the fence's note. */
    private static @Nullable String fault(Fence.Note note, Fence.Note database, Terms terms) {
        if (!database.mark().incarnation().equals(note.mark().incarnation())) {
            return "the database is of another incarnation than the fence";
        }
        if (database.mark().isBehind(note.mark())) {
            return "the database is behind the fence";
        }
        return database.database().goesOnFrom(note.database(), terms.synchronousReplication())
                ? null
                : "the database is another cluster, or was promoted or restored";
    }

    /**
     * The incarnation.
     *
     * @throws StoreUnavailable if this process has ended
     */
    public UUID id() {
        return mark().incarnation();
    }

    /**
     * The last mark that the fence has, too.
     *
     * @throws StoreUnavailable if this process has ended
     */
    public SiteMark mark() {
        refuseIfEnded();
        return mark;
    }

    /**
     * Says whether a transaction may be committed: within it, before its commit, with every other transaction's
     * counts behind it.
     *
     * @throws DatabaseRewound if not
     */
    public void expect(Advance advance) {
        refuseIfEnded();
        Fence.Note note = note();
        String fault = fault(note, new Fence.Note(advance.before(), advance.database()), terms);
        if (fault != null) {
            throw end(fault + ": the fence says " + note + ", the database " + advance);
        }
    }

    /** Compares without a transaction, so that a process without work learns it, too. */
    public void watch(MarkedDatabase database) {
        // The fence first: meanwhile the database may go on, never back.
        Fence.Note note = note();
        DatabaseIdentity identity = database.identity();
        Optional<SiteMark> now = database.mark();
        refuseIfEnded();
        String fault = now.isEmpty()
                ? "the database has no mark any more"
                : fault(note, new Fence.Note(now.get(), identity), terms);
        if (fault != null && note.equals(note())) {
            throw end(fault + ": the fence says " + note + ", the database " + now + " in " + identity);
        }
    }

    /**
     * The database has committed this: from now on it must not go back behind it. Nothing of what was
     * committed may leave before this returns.
     *
     * @throws DatabaseRewound if meanwhile the fence belongs to others; then nothing may leave
     */
    public void committed(Advance advance) {
        fence.alone(() -> {
            refuseIfEnded();
            Fence.Note note = note();
            // A promoted standby that has not what left through the former primary was not synchronous.
            boolean elsewhere = !note.database().equals(advance.database());
            if (elsewhere && fault(note, new Fence.Note(advance.before(), advance.database()), terms) != null) {
                throw end("the fence belongs to another database: " + note + ", committed was " + advance);
            }
            SiteMark raised = note.mark().latest(advance.after());
            fence.write(new Fence.Note(raised, advance.database()));
            mark = raised;
            return raised;
        });
    }

    /**
     * A peer shows a mark that this site once sent to it: if this site was never that far, database and fence went
     * back together. The fence then holds another incarnation, so that the next start finds everything void. A mark
     * that this site did not seal says nothing.
     *
     * @throws DatabaseRewound in that case
     */
    public void remembered(SealedMark shown, MarkSeal seal) {
        refuseIfEnded();
        if (!seal.isGenuine(shown)) {
            return;
        }
        SiteMark sent = shown.mark();
        // What was sent before this start is compared with what was there before this start.
        SiteMark furthest = sent.starts() < start ? found : note().mark();
        if (furthest.isBehind(sent)) {
            throw fence.alone(() -> {
                Fence.Note note = note();
                DatabaseRewound rewound = end("a peer remembers " + sent + ", but this site was never beyond "
                        + furthest + ": its database and its fence were rewound together");
                fence.write(new Fence.Note(note.mark().of(fresh.get(), sent), note.database()));
                return rewound;
            });
        }
    }

    private Fence.Note note() {
        Fence.Note note = fence.read().orElseThrow(() -> end("the fence is gone"));
        if (!note.mark().incarnation().equals(mark.incarnation())) {
            throw end("another process of this KME began anew as incarnation "
                    + note.mark().incarnation());
        }
        return note;
    }

    private void refuseIfEnded() {
        if (ended) {
            throw new DatabaseRewound("this process serves nothing more: its key store began anew or must");
        }
    }

    private synchronized DatabaseRewound end(String reason) {
        if (!ended) {
            ended = true;
            alarms.raise(Alarms.Kind.DATABASE_REWOUND, "key store", reason + "; this process ends");
            end.accept(reason);
        }
        return new DatabaseRewound(reason);
    }
}
