package dk.kronborg.testbed.launcher;

import dk.kronborg.topology.identity.LinkId;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code fault}: lets something befall a simulated link of the running network, or repairs it. */
@Command(
        name = "fault",
        description = "Breaks a link of the running network, or repairs it with the word \"clear\".",
        mixinStandardHelpOptions = true)
final class FaultCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "LINK", description = "such as MFA-MOD")
    private String link = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "WORDS",
            description = "cut | bend DB | noise SNU | silence | dead tx | dead rx | disagree | clear")
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
