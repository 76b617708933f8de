package dk.kronborg.testbed.launcher;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code status}: shows the processes and links of the running network. */
@Command(
        name = "status",
        description = "Shows the processes and links of the running network.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

    @Mixin
    private DirectoryOption directory = new DirectoryOption();

    @Override
    public Integer call() throws Exception {
        System.out.print(new ControlClient(directory.directory()).status());
        return 0;
    }
}
