package dk.kronborg.kms;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The way of one process to its database: it can be led to another server, as a virtual address is, and the process
 * can be frozen while it records what is spent.
 */
final class Detour {

    private static final int LONGEST_FREEZE_SECONDS = 60;

    private volatile DataSource target;
    private volatile @Nullable Freeze freeze;

    /** A process that stands still. */
    static final class Freeze {
        private final String call;
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch over = new CountDownLatch(1);

        private Freeze(String call) {
            this.call = call;
        }

        void awaitReached() throws InterruptedException {
            if (!reached.await(LONGEST_FREEZE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nothing was to be committed");
            }
        }

        void end() {
            over.countDown();
        }
    }

    Detour(DataSource target) {
        this.target = target;
    }

    void leadTo(DataSource other) {
        target = other;
    }

    /** The next transaction waits before its first statement. */
    Freeze freezeBeforeSpending() {
        return freeze("prepareStatement");
    }

    /** The next transaction waits before its commit is sent. */
    Freeze freezeBeforeCommit() {
        return freeze("commit");
    }

    private Freeze freeze(String call) {
        Freeze next = new Freeze(call);
        freeze = next;
        return next;
    }

    DataSource source() {
        return proxy(DataSource.class, (name, call) -> {
            Object result = call.on(target);
            return result instanceof Connection connection ? freezing(connection) : result;
        });
    }

    private Connection freezing(Connection connection) {
        return proxy(Connection.class, (name, call) -> {
            Freeze now = freeze;
            if (now != null
                    && name.equals(now.call)
                    && Thread.currentThread().getName().equals("group-commit")) {
                freeze = null;
                now.reached.countDown();
                if (!now.over.await(LONGEST_FREEZE_SECONDS, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("frozen for too long");
                }
            }
            return call.on(connection);
        });
    }

    private interface Call {
        @Nullable
        Object on(Object target) throws Throwable;
    }

    private interface Handler {
        @Nullable
        Object handle(String name, Call call) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Handler handler) {
        return type.cast(Proxy.newProxyInstance(
                Detour.class.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> handler.handle(method.getName(), on -> {
                    try {
                        return method.invoke(on, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                })));
    }
}
