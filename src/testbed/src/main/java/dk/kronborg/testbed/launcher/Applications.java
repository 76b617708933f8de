package dk.kronborg.testbed.launcher;

import dk.kronborg.testbed.process.GuardedProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** The processes of the packaged program: started a few at a time, ended all at once. */
final class Applications implements Started.Part {

    private final List<ApplicationProcess> processes = new ArrayList<>();
    private boolean ended;

    /** Starts one process, without waiting until it is ready. */
    interface Start {
        ApplicationProcess start() throws IOException;
    }

    /**
     * Starts them all, in that order, and waits until every one is ready.
     *
     * @param atATime how many may be on their way to be ready at the same time
     * @throws IOException the first failure, as soon as it happens
     */
    void startAll(List<Start> starts, int atATime, Progress progress) throws IOException {
        Semaphore turns = new Semaphore(atATime);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = new ExecutorCompletionService<ApplicationProcess>(executor);
            try {
                int ready = 0;
                for (Start start : starts) {
                    turns.acquire();
                    for (var ended = tasks.poll(); ended != null; ended = tasks.poll()) {
                        await(ended);
                        ready++;
                    }
                    var _ = tasks.submit(() -> inTurn(start, turns, progress));
                }
                for (; ready < starts.size(); ready++) {
                    // In the order of ending: a failure does not wait for earlier processes.
                    await(tasks.take());
                }
            } catch (IOException | RuntimeException e) {
                executor.shutdownNow();
                throw e;
            } catch (InterruptedException e) {
                executor.shutdownNow();
                Thread.currentThread().interrupt();
                throw new DemoFailedException("interrupted while the processes start", e);
            }
        }
    }

    private ApplicationProcess inTurn(Start start, Semaphore turns, Progress progress)
            throws IOException, InterruptedException {
        try {
            ApplicationProcess process = begin(start);
            process.awaitReady();
            progress.step(process.process().name() + " is ready");
            return process;
        } finally {
            turns.release();
        }
    }

    private synchronized ApplicationProcess begin(Start start) throws IOException {
        if (ended) {
            throw new DemoFailedException("the network is being stopped");
        }
        ApplicationProcess process = start.start();
        processes.add(process);
        return process;
    }

    private static void await(Future<ApplicationProcess> task) throws IOException, InterruptedException {
        try {
            task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new CompletionException(e.getCause());
        }
    }

    /** Their processes, in the order of starting. */
    synchronized List<GuardedProcess> processes() {
        return processes.stream().map(ApplicationProcess::process).toList();
    }

    @Override
    public void end() {
        List<ApplicationProcess> all;
        synchronized (this) {
            ended = true;
            all = List.copyOf(processes);
        }
        all.forEach(each -> each.process().askToEnd());
        all.forEach(ApplicationProcess::close);
    }
}
