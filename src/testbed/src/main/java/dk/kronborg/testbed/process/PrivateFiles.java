package dk.kronborg.testbed.process;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Files (mode 0600) and directories (0700) that only their owner can read, from their first byte on. */
public final class PrivateFiles {

    private PrivateFiles() {}

    /** Writes a file whole: a reader sees the old content or the new one. Makes the directory if missing. */
    public static void write(Path file, String content) throws IOException {
        Path whole = file.toAbsolutePath();
        Files.createDirectories(whole.resolveSibling(""));
        Path fresh = whole.resolveSibling(whole.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (FileChannel channel = FileChannel.open(fresh, options, ownerOnly);
                var out = Channels.newOutputStream(channel)) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Makes a directory, or takes it from others if it exists. */
    public static Path directory(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        return directory;
    }
}
