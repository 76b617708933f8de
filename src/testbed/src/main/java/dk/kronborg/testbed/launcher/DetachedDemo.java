package dk.kronborg.testbed.launcher;

import dk.kronborg.testbed.process.Programs;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the launcher in the background, its output in {@code launcher.log}, and waits until it is ready. */
final class DetachedDemo {

    private static final int STOP_SECONDS = 90;

    private DetachedDemo() {}

    /**
     * Starts it, shows its progress, and returns when the network is ready.
     *
     * @return the exit status for this command: 0 if it is ready
     */
    static int start(DemoSettings settings) throws IOException, InterruptedException {
        DemoDirectory directory = settings.directory();
        // If a network runs here, this refuses, and its description stays.
        DemoDirectory.Hold hold = directory.hold();
        directory.forgetRun();
        Files.deleteIfExists(directory.launcherLog());
        hold.close();
        Process launcher = new ProcessBuilder(command(settings))
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(directory.launcherLog().toFile())
                .start();
        Thread abandon = new Thread(() -> end(launcher), "abandon");
        Runtime.getRuntime().addShutdownHook(abandon);
        boolean ready = follow(launcher, directory);
        Runtime.getRuntime().removeShutdownHook(abandon);
        return ready ? 0 : 1;
    }

    private static List<String> command(DemoSettings settings) {
        List<String> command = new ArrayList<>();
        // Out of reach of the terminal: neither its Ctrl-C nor its end are for the launcher any more.
        Programs.find("setsid").ifPresent(setsid -> command.add(setsid.toString()));
        command.addAll(List.of("/bin/sh", "-c", "trap '' HUP INT; exec \"$@\"", "sh"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String property : List.of("java.util.logging.manager", "kronborg.home", "kronborg.started")) {
            String value = System.getProperty(property);
            if (value != null) {
                command.add("-D" + property + '=' + value);
            }
        }
        command.addAll(LauncherJvm.FLAGS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), KronborgCommand.class.getName()));
        command.addAll(List.of("demo", "--sites", settings.sites().id()));
        command.addAll(List.of("--dir", settings.directory().path().toString()));
        command.addAll(List.of("--port-base", Integer.toString(settings.portBase())));
        command.addAll(List.of("--application", settings.application().toString()));
        settings.further().forEach(setting -> command.addAll(List.of("--set", setting.toString())));
        return command;
    }

    /** Copies the launcher's output to this terminal until the network is ready; false if the launcher ends. */
    private static boolean follow(Process launcher, DemoDirectory directory) throws IOException, InterruptedException {
        try (BufferedReader log = Files.newBufferedReader(directory.launcherLog())) {
            while (true) {
                // In this order, so that the last lines before the end are shown.
                boolean over = !launcher.isAlive();
                boolean ready = Files.exists(directory.networkJson());
                for (String line = log.readLine(); line != null; line = log.readLine()) {
                    System.out.println(line);
                }
                if (over || ready) {
                    return !over;
                }
                launcher.waitFor(100, TimeUnit.MILLISECONDS);
            }
        }
    }

    private static void end(Process launcher) {
        launcher.destroy();
        try {
            if (!launcher.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                launcher.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
