package dk.kronborg.console.access;

import dk.kronborg.account.AccountsUnavailableException;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Whether somebody is still let in, as it was seen a few seconds ago at the latest. Never waits. */
final class LetIn implements BooleanSupplier {

    private static final Duration LOOKS_EVERY = Duration.ofSeconds(5);

    private final BooleanSupplier look;
    private final AtomicLong looksAt = new AtomicLong(System.nanoTime() + LOOKS_EVERY.toNanos());
    private volatile boolean letIn = true;

    LetIn(BooleanSupplier look) {
        this.look = look;
    }

    @Override
    public boolean getAsBoolean() {
        long now = System.nanoTime();
        long next = looksAt.get();
        if (now - next >= 0 && looksAt.compareAndSet(next, now + LOOKS_EVERY.toNanos())) {
            Infrastructure.getDefaultWorkerPool().execute(this::look);
        }
        return letIn;
    }

    private void look() {
        try {
            letIn = look.getAsBoolean();
        } catch (AccountsUnavailableException e) {
            // Who was let in stays until it can be looked up.
            letIn = true;
        }
    }
}
