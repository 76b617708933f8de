package dk.kronborg.testbed.launcher;

import dk.kronborg.testbed.process.ProcessLedger;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code stop}: ends a running network, and whatever an earlier one has left behind. */
@Command(name = "stop", description = "Stops the network that runs in DIR.", mixinStandardHelpOptions = true)
final class StopCommand implements Callable<Integer> {

    private static final int STOP_SECONDS = 120;

    @Mixin
    private DirectoryOption directory = new DirectoryOption();

    @Override
    public Integer call() throws Exception {
        DemoDirectory place = directory.directory();
        Optional<ProcessHandle> launcher = launcher(place);
        boolean ended = launcher.isPresent() && end(launcher.get());
        List<String> leftovers = ProcessLedger.endLeftovers(place.processes());
        if (!leftovers.isEmpty()) {
            System.out.println("Ended what was left over: " + String.join(", ", leftovers));
        }
        if (ended) {
            System.out.println("Stopped the network in " + place.path());
        } else if (leftovers.isEmpty()) {
            System.out.println("No network runs in " + place.path());
        }
        place.forgetRun();
        return 0;
    }

    private static Optional<ProcessHandle> launcher(DemoDirectory place) throws IOException {
        return ProcessLedger.read(place.processes()).stream()
                .filter(entry -> entry.name().equals(Demo.LAUNCHER))
                .findFirst()
                .flatMap(ProcessLedger.Entry::find);
    }

    /** Asks the launcher to end the network in order; if it does not, what it started is left over. */
    private static boolean end(ProcessHandle launcher) throws InterruptedException, ExecutionException {
        System.out.println("Stopping ...");
        launcher.destroy();
        try {
            launcher.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            System.out.println("The launcher does not end: killing it");
            launcher.destroyForcibly();
            return false;
        }
    }
}
