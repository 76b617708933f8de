package dk.kronborg.testbed.launcher;

import dk.kronborg.testbed.network.PortPlan;
import dk.kronborg.testbed.network.ReferenceNetwork;
import dk.kronborg.topology.network.Kme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a network is started with.
 *
 * @param application the packaged program, {@code quarkus-run.jar}
 * @param further     settings of single processes beyond those that the launcher writes
 * @param wired       whether KMEs reach each other by wires that somebody else has put up
 */
record DemoSettings(
        ReferenceNetwork sites,
        DemoDirectory directory,
        int portBase,
        Path application,
        List<ProcessSetting> further,
        boolean wired) {

    /** With KMEs that reach each other directly. */
    DemoSettings(
            ReferenceNetwork sites,
            DemoDirectory directory,
            int portBase,
            Path application,
            List<ProcessSetting> further) {
        this(sites, directory, portBase, application, further, false);
    }

    DemoSettings {
        application = application.toAbsolutePath().normalize();
        further = List.copyOf(further);
    }

    /**
     * Makes sure that every further setting is of a process that there will be.
     *
     * @throws DemoFailedException if one is not
     */
    void requireKnownProcesses() throws DemoFailedException {
        List<String> processes = Stream.concat(
                        Stream.of("centre"),
                        sites.plan().kmes().stream().map(kme -> kme.id().value()))
                .toList();
        for (ProcessSetting setting : further) {
            if (!processes.contains(setting.process())) {
                throw new DemoFailedException("--set " + setting + ": the processes are " + processes);
            }
        }
    }

    /** The further settings of one process. */
    List<ProcessSetting> furtherOf(String process) {
        return further.stream()
                .filter(setting -> setting.process().equals(process))
                .toList();
    }

    /**
     * Where its processes listen.
     *
     * @throws DemoFailedException if there is no room for them above the port base
     */
    PortPlan ports() throws DemoFailedException {
        try {
            return new PortPlan(
                    portBase, sites.plan().kmes().stream().map(Kme::id).toList());
        } catch (IllegalArgumentException e) {
            throw new DemoFailedException("--port-base: " + e.getMessage(), e);
        }
    }

    /**
     * Makes sure that the program is there.
     *
     * @throws DemoFailedException if it has not been built
     */
    void requireApplication() throws DemoFailedException {
        if (!Files.isRegularFile(application)) {
            throw new DemoFailedException("the program is not built: " + application
                    + " is missing; \"./kronborg demo\" builds it, or \"mvn package\"");
        }
    }
}
