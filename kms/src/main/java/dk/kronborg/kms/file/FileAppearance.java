package dk.kronborg.kms.file;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Looks whether a file appears, by a thread of its own, so that no load on the others delays it. Such a file is the
 * tamper input of a site: whatever reads the switch of the housing, such as a script of the GPIO pin or of the UPS,
 * creates it. Another is the mark of a zeroised site, which a process sets for all others of its KME.
 */
public final class FileAppearance implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(FileAppearance.class);

    private final String what;
    private final Path file;
    private final Duration pause;
    private final Consumer<String> appeared;
    private final Consumer<Optional<String>> sight;
    private final Thread thread;

    private FileAppearance(
            String what, Path file, Duration pause, Consumer<String> appeared, Consumer<Optional<String>> sight) {
        this.what = what;
        this.file = file;
        this.pause = pause;
        this.appeared = appeared;
        this.sight = sight;
        this.thread = Thread.ofPlatform().name(what).daemon().unstarted(this::watch);
    }

    /**
     * Starts looking for the file.
     *
     * @param what     the file is, for people
     * @param pause    between two looks
     * @param appeared told once, why, when the file is there; again if it throws
     * @param sight    told, why, when it cannot be seen any more whether it is there, and told nothing when it can again
     * @throws IllegalStateException if it cannot be seen now; the message says what can be done
     */
    public static FileAppearance watch(
            String what, Path file, Duration pause, Consumer<String> appeared, Consumer<Optional<String>> sight) {
        FileAppearance input = new FileAppearance(what, file.toAbsolutePath(), pause, appeared, sight);
        if (!input.canSee()) {
            throw new IllegalStateException(input.unseen() + "; create its folder and let this process enter it");
        }
        input.thread.start();
        return input;
    }

    private void watch() {
        boolean saw = true;
        try {
            while (!Files.exists(file)) {
                boolean sees = canSee();
                if (saw != sees) {
                    Optional<String> fault = sees ? Optional.empty() : Optional.of(unseen());
                    tell(() -> sight.accept(fault), unseen());
                }
                saw = sees;
                Thread.sleep(pause);
            }
            String there = what + " " + file;
            while (!tell(() -> appeared.accept(there), there)) {
                Thread.sleep(pause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whatever goes wrong there, this thread goes on. */
    private boolean tell(Runnable telling, String why) {
        try {
            telling.run();
            return true;
        } catch (RuntimeException e) {
            LOG.errorf(e, "%s: telling it failed", why);
            return false;
        }
    }

    private boolean canSee() {
        // It may come between two looks.
        return Files.exists(file)
                || (Files.isDirectory(file.resolveSibling("")) && (Files.notExists(file) || Files.exists(file)));
    }

    private String unseen() {
        return "it cannot be seen whether the " + what + " " + file + " is there";
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
