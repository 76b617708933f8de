package dk.kronborg.testbed.launcher;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --dir}, the same for every command. */
public final class DirectoryOption {

    /** Set by the script to the project's root; without it, the current directory counts. */
    public static final Path HOME = Path.of(System.getProperty("kronborg.home", ""));

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "where the network keeps everything (default: .kronborg/demo in the project)")
    private Path path = HOME.resolve(".kronborg").resolve("demo");

    DemoDirectory directory() throws DemoFailedException {
        return DemoDirectory.of(path);
    }
}
