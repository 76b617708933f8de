package dk.kronborg.testbed.launcher;

import dk.kronborg.testbed.simulator.Phenomenon;
import dk.kronborg.topology.identity.LinkId;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code fault}: lets something befall a simulated link or cable of the running network, or repairs it. */
@Command(
        name = "fault",
        description =
                "Lets something befall a link of the running network, or a cable, beside what acts already, or repairs"
                        + " it with the word \"clear\". docs/scenarios.md tells what each phenomenon does.",
        mixinStandardHelpOptions = true)
final class FaultCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "LINK", description = "such as MFA-MOD, or the name of a cable")
    private String link = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "WORDS",
            description = "clear, clear KIND, or " + Phenomenon.USAGE)
    private List<String> words = List.of();

    @Mixin
    private DirectoryOption directory = new DirectoryOption();

    @Override
    public Integer call() throws Exception {
        String name;
        try {
            name = new LinkId(link).value();
        } catch (IllegalArgumentException e) {
            throw new DemoFailedException("there is no such link: " + e.getMessage(), e);
        }
        System.out.println(new ControlClient(directory.directory()).fault(name, String.join(" ", words)));
        return 0;
    }
}
