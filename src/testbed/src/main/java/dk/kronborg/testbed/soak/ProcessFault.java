package dk.kronborg.testbed.soak;

import dk.kronborg.testbed.checker.History;
import dk.kronborg.testbed.launcher.RunningDemo;
import java.io.IOException;
import java.time.Duration;

/** What is done to the processes of the network {@code quick}. */
enum ProcessFault implements Fault {
    KILL_MFA("kill -9 KME-MFA", true, false),
    KILL_MOD("kill -9 KME-MOD", true, false),
    KILL_POSTGRESQL("kill -9 postgresql", true, false),
    KILL_KAFKA("kill -9 kafka", true, true),
    PAUSE_KME("stop KME-MOD for 2 s", false, false),
    PAUSE_POSTGRESQL("stop postgresql for 2 s", false, false),
    PARTITION("cut the KMEs off from each other", false, true);

    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration PARTED = Duration.ofSeconds(4);

    /** A partition lasts until it has been seen not to be felt. */
    private static final int PARTED_REQUESTS = 150;

    private static final Duration LONGEST_PARTED = Duration.ofMinutes(3);

    private final String words;
    private final boolean kill;
    private final boolean harmless;

    ProcessFault(String words, boolean kill, boolean harmless) {
        this.words = words;
        this.kill = kill;
        this.harmless = harmless;
    }

    @Override
    public String words() {
        return words;
    }

    @Override
    public boolean isKill() {
        return kill;
    }

    @Override
    public boolean isHarmless() {
        return harmless;
    }

    @Override
    public String befall(RunningDemo demo, History history) throws IOException, InterruptedException {
        switch (this) {
            case KILL_MFA -> killed(demo, "KME-MFA");
            case KILL_MOD -> killed(demo, "KME-MOD");
            case KILL_POSTGRESQL -> killed(demo, "postgresql");
            case KILL_KAFKA -> killed(demo, "kafka");
            case PAUSE_KME -> paused(demo, "KME-MOD");
            case PAUSE_POSTGRESQL -> paused(demo, "postgresql");
            case PARTITION -> parted(demo, history);
        }
        return "";
    }

    private static void killed(RunningDemo demo, String process) throws IOException {
        demo.kill(process);
        demo.restart(process);
    }

    private static void paused(RunningDemo demo, String process) throws IOException, InterruptedException {
        demo.pause(process);
        try {
            Thread.sleep(PAUSE);
        } finally {
            demo.resume(process);
        }
    }

    private static void parted(RunningDemo demo, History history) throws IOException, InterruptedException {
        demo.part();
        try {
            Thread.sleep(PARTED);
            int before = history.requests();
            Waiting.until(
                    LONGEST_PARTED,
                    () -> history.requests() - before >= PARTED_REQUESTS,
                    () -> history.requests() - before + " requests while the KMEs were parted");
        } finally {
            demo.rejoin();
        }
    }
}
