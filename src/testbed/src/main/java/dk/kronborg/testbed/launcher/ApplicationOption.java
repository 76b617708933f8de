package dk.kronborg.testbed.launcher;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --application}, the same for every command that starts the program. */
public final class ApplicationOption {

    @Option(
            names = "--application",
            paramLabel = "JAR",
            description = "the packaged program (default: src/target/quarkus-app/quarkus-run.jar in the project)")
    private Path path = DirectoryOption.HOME.resolve("src/target/quarkus-app/quarkus-run.jar");

    public Path path() {
        return path;
    }
}
