package dk.kronborg.testbed.launcher;

import dk.kronborg.testbed.process.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * Where everything of one network lies.
 *
 * @param path absolute
 */
record DemoDirectory(Path path) {

    /**
     * A directory by the path a person gave.
     *
     * @throws DemoFailedException if settings files could not carry that path
     */
    static DemoDirectory of(Path given) throws DemoFailedException {
        Path path = given.toAbsolutePath().normalize();
        if (!path.toString().matches("[^\\p{Cntrl}$,\\\\]+")) {
            throw new DemoFailedException(
                    "the path of --dir holds no '$', ',', '\\' or control characters, got " + path);
        }
        return new DemoDirectory(path);
    }

    /** Held by the one launcher that runs here. */
    record Hold(FileChannel channel, FileLock lock) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /**
     * Makes the directory and takes hold of it.
     *
     * @throws DemoFailedException if a launcher runs here already
     */
    Hold hold() throws IOException {
        PrivateFiles.directory(path);
        FileChannel channel =
                FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw new DemoFailedException("a network runs in " + path + " already: end it with \"./kronborg stop --dir "
                    + path + "\", or choose another --dir and --port-base");
        }
        return new Hold(channel, lock);
    }

    Path networkYaml() {
        return path.resolve("network.yaml");
    }

    Path networkJson() {
        return path.resolve("network.json");
    }

    Path accounts() {
        return path.resolve("accounts.json");
    }

    Path control() {
        return path.resolve("control.json");
    }

    Path processes() {
        return path.resolve("processes.json");
    }

    Path launcherLog() {
        return path.resolve("launcher.log");
    }

    Path tls() {
        return path.resolve("tls");
    }

    Path operators() {
        return path.resolve("operators");
    }

    Path telemetryKeys() {
        return path.resolve("tls").resolve("telemetry");
    }

    Path signingKeys() {
        return path.resolve("tls").resolve("signing");
    }

    Path identityKeys() {
        return path.resolve("tls").resolve("identity");
    }

    /** Of the signed map: who founded it, and the officers' keys. */
    Path founding() {
        return path.resolve("tls").resolve("map");
    }

    /** Working directory of one process. */
    Path of(String process) {
        return path.resolve(process.toLowerCase(Locale.ROOT));
    }

    /** A path of this directory as {@code network.json} gives it. */
    String relative(Path file) {
        return path.relativize(file.toAbsolutePath()).toString();
    }

    /** Forgets what is only true while a launcher runs. */
    void forgetRun() throws IOException {
        Files.deleteIfExists(networkJson());
        Files.deleteIfExists(control());
    }
}
