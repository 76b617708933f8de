package dk.kronborg.kme;

import dk.kronborg.kms.alarm.Alarms;
import dk.kronborg.kms.file.DataKeyFiles;
import dk.kronborg.kms.file.FileAppearance;
import dk.kronborg.kms.file.KeyEncryptionKeyFiles;
import dk.kronborg.kms.file.ZeroiseFile;
import dk.kronborg.kms.pkcs11.TokenKeyEncryptionKey;
import dk.kronborg.kms.pkcs11.TokenSettings;
import dk.kronborg.kms.postgres.PostgresSafety;
import dk.kronborg.kms.secret.MemoryDumps;
import dk.kronborg.kms.wrapping.KeyEncryptionKey;
import dk.kronborg.kms.wrapping.Wrapping;
import dk.kronborg.kms.zeroise.Zeroisation;
import dk.kronborg.topology.identity.KmeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** What keeps the keys of this site sealed on disk, and destroys them when it must. */
final class KeysAtRest implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(KeysAtRest.class);
    private static final Duration LOOK_PAUSE = Duration.ofMillis(250);

    private final Wrapping wrapping;
    private final Zeroisation zeroisation;
    private final List<FileAppearance> watched;

    private KeysAtRest(Wrapping wrapping, Zeroisation zeroisation, List<FileAppearance> watched) {
        this.wrapping = wrapping;
        this.zeroisation = zeroisation;
        this.watched = watched;
    }

    /**
     * Ends a zeroisation that was begun, before anything else; then refuses what is unsafe, and opens the keys.
     *
     * @param state    the site's folder
     * @param zeroised ends whatever holds keys in memory; called after the keys on disk are destroyed
     * @throws IllegalStateException if a setting is missing or unsafe, or the site was zeroised; the message says what
     *                               can be done
     */
    static KeysAtRest open(
            KmeId here, KmeSettings settings, Path state, DataSource database, Alarms alarms, Runnable zeroised) {
        SecureRandom random = new SecureRandom();
        Clock clock = Clock.systemUTC();
        KeyEncryptionKey key = keyEncryptionKey(here, settings, state, random);
        DataKeyFiles shelf = new DataKeyFiles(state);
        ZeroiseFile mark = new ZeroiseFile(state);
        Optional<Path> input = settings.tamperFile();
        Optional<String> order = input.filter(Files::exists)
                .map(file -> "at " + clock.instant() + ": tamper input " + file + " was there at start");
        Consumer<String> told = why -> alarms.raise(Alarms.Kind.SITE_ZEROISED, here.value(), why);
        Zeroisation.refuseIfDone(mark, order, key, shelf, told);
        PostgresSafety.require(database, state);
        if (!settings.allowHeapDumps()) {
            MemoryDumps.refuseHeapDumps();
        }
        MemoryDumps.coreFileRemedy().ifPresent(LOG::warn);
        Wrapping wrapping = new Wrapping(key, shelf, random, clock);
        Zeroisation zeroisation = new Zeroisation(mark, wrapping, clock, List.of(told, why -> zeroised.run()));
        List<FileAppearance> watched = new ArrayList<>();
        watched.add(mark.watch(LOOK_PAUSE, zeroisation::follow, sight(alarms, "mark of zeroisation")));
        input.ifPresent(file -> watched.add(FileAppearance.watch(
                "tamper input", file, LOOK_PAUSE, zeroisation::zeroise, sight(alarms, "tamper input"))));
        return new KeysAtRest(wrapping, zeroisation, watched);
    }

    private static Consumer<Optional<String>> sight(Alarms alarms, String what) {
        return fault -> fault.ifPresentOrElse(
                why -> alarms.raise(Alarms.Kind.TAMPER_INPUT_BLIND, what, why),
                () -> alarms.clear(Alarms.Kind.TAMPER_INPUT_BLIND, what));
    }

    private static KeyEncryptionKey keyEncryptionKey(
            KmeId here, KmeSettings settings, Path state, SecureRandom random) {
        return switch (settings.keyEncryptionKey()) {
            case FILE -> new KeyEncryptionKeyFiles(state, random);
            case PKCS11 -> {
                KmeSettings.Pkcs11 token = settings.pkcs11();
                yield new TokenKeyEncryptionKey(
                        new TokenSettings(
                                required("library", token.library()),
                                required("token", token.token()),
                                required("pin-file", token.pinFile())),
                        here.value(),
                        random);
            }
        };
    }

    private static <T> T required(String name, Optional<T> value) {
        return value.orElseThrow(() -> new IllegalStateException(
                "kronborg.kme.key-encryption-key=pkcs11 needs kronborg.kme.pkcs11." + name + " too"));
    }

    /** Wraps for the database. */
    Wrapping wrapping() {
        return wrapping;
    }

    /** Destroys all of it. */
    Zeroisation zeroisation() {
        return zeroisation;
    }

    @Override
    public void close() {
        watched.forEach(FileAppearance::close);
    }
}
