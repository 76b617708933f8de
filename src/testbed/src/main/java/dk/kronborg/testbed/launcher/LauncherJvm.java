package dk.kronborg.testbed.launcher;

import java.util.List;

/** How the launcher's own Java machine is set up; the script gives the same. */
final class LauncherJvm {

    static final List<String> FLAGS = List.of(
            "-Xmx384m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private LauncherJvm() {}
}
