package dk.kronborg.kms.zeroise;

import dk.kronborg.kms.wrapping.DataKeyShelf;
import dk.kronborg.kms.wrapping.KeyDestruction;
import dk.kronborg.kms.wrapping.KeyEncryptionKey;
import dk.kronborg.kms.wrapping.Wrapping;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Destroys all keys of a site, by command or by tamper input.
 *
 * <p>First a mark is kept, so that a crash cannot stop it: the next start ends what was begun, and then refuses to go on.
 * Then the opened keys in memory are wiped, and nothing is wrapped or unwrapped any more; key-encryption key and data
 * keys are destroyed at the same time. Whatever the database and its copies hold stays sealed for ever. Last, listeners
 * are told, who stop what still holds keys that were opened before. A failure of one step keeps no other from happening.
 * Every other process of the KME sees the mark and does the same: what it was writing meanwhile goes, too.
 *
 * <p>Safe for use by several threads; it may be repeated.
 */
public final class Zeroisation {

    private final ZeroiseMark mark;
    private final Wrapping wrapping;
    private final Clock clock;
    private final List<Consumer<String>> listeners;
    private boolean told;

    /** @param listeners are told once why the site was zeroised, after its keys are destroyed */
    public Zeroisation(ZeroiseMark mark, Wrapping wrapping, Clock clock, List<Consumer<String>> listeners) {
        this.mark = mark;
        this.wrapping = wrapping;
        this.clock = clock;
        this.listeners = List.copyOf(listeners);
    }

    /**
     * Goes on only if this site was not zeroised and is not to be; else does that, or ends what a crash may have left
     * undone. Called before anything else is done with the keys. A disk without room keeps it from nothing.
     *
     * @param order    why the site is to be zeroised now, if it is
     * @param listener is told why it was, after its keys are destroyed
     * @throws IllegalStateException if it was; the message says how to begin anew
     */
    public static void refuseIfDone(
            ZeroiseMark mark,
            Optional<String> order,
            KeyEncryptionKey keyEncryptionKey,
            DataKeyShelf shelf,
            Consumer<String> listener) {
        Optional<String> why = mark.read().or(() -> order);
        if (why.isEmpty()) {
            return;
        }
        List<String> failures = markAndDestroy(mark, why.get(), () -> KeyDestruction.destroy(keyEncryptionKey, shelf));
        attempt(failures, () -> listener.accept(why.get()));
        String done = failures.isEmpty() ? "its keys are destroyed" : String.join("; ", failures);
        throw new IllegalStateException("this site was zeroised " + why.get() + "; " + done
                + ". It begins anew, without keys, when its state folder (kronborg.kme.state) is removed whole");
    }

    /**
     * Destroys all keys of this site, in well under a second if disk and token answer.
     *
     * @param why for people, one line
     * @return what could not be done, for people; empty if all was
     */
    public synchronized List<String> zeroise(String why) {
        List<String> failures = markAndDestroy(mark, "at " + clock.instant() + ": " + why, wrapping::zeroise);
        if (!told) {
            told = true;
            listeners.forEach(listener -> attempt(failures, () -> listener.accept(why)));
        }
        return failures;
    }

    /** Does what another process of this KME has begun, unless this one has. */
    public synchronized void follow() {
        if (!told) {
            zeroise(readWhy());
        }
    }

    /** What of it could not be done. A mark that is there already stays as it is. */
    private static List<String> markAndDestroy(ZeroiseMark mark, String why, Runnable destroy) {
        List<String> failures = new ArrayList<>();
        boolean marked = attempt(new ArrayList<>(), () -> mark.set(why));
        attempt(failures, destroy);
        if (!marked) {
            // A disk that was full has room now.
            attempt(failures, () -> mark.set(why));
        }
        return failures;
    }

    private String readWhy() {
        try {
            return mark.read().orElse("by another process");
        } catch (RuntimeException e) {
            // That it is set is enough.
            return "by another process, whose reason cannot be read";
        }
    }

    private static boolean attempt(List<String> failures, Runnable step) {
        try {
            step.run();
            return true;
        } catch (RuntimeException e) {
            failures.add(String.valueOf(e.getMessage()));
            return false;
        }
    }
}
