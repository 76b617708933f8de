package dk.kronborg.testbed.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Passes TCP connections on from one port of 127.0.0.1 to another, and can be cut: then bytes stay where they are, new
 * connections get nowhere, and nobody is told, as when a fibre is cut. What waited goes on when it is mended.
 */
public final class Wire implements AutoCloseable {

    private static final int BUFFER = 16 * 1024;

    private final ServerSocket server;
    private final InetSocketAddress target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean cut;
    private boolean closed;

    private Wire(ServerSocket server, InetSocketAddress target) {
        this.server = server;
        this.target = target;
    }

    /**
     * Puts up a wire; nobody needs to listen at its far end yet.
     *
     * @throws IOException if the first port is taken
     */
    public static Wire between(int port, int target) throws IOException {
        InetAddress here = InetAddress.ofLiteral("127.0.0.1");
        ServerSocket server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(here, port));
        Wire wire = new Wire(server, new InetSocketAddress(here, target));
        Thread.ofVirtual().name("wire " + port).start(wire::accept);
        return wire;
    }

    private void accept() {
        while (true) {
            try {
                Socket caller = server.accept();
                sockets.add(caller);
                Thread.ofVirtual().start(() -> connect(caller));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void connect(Socket caller) {
        Socket called = new Socket();
        sockets.add(called);
        try {
            awaitWhole();
            called.connect(target);
            Thread.ofVirtual().start(() -> pass(called, caller));
        } catch (IOException e) {
            drop(caller, called);
            return;
        }
        pass(caller, called);
    }

    private void pass(Socket from, Socket to) {
        byte[] bytes = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                awaitWhole();
                out.write(bytes, 0, count);
            }
            awaitWhole();
        } catch (IOException e) {
            // One of the two has gone; the other one is told below.
        } finally {
            drop(from, to);
        }
    }

    private void awaitWhole() throws IOException {
        lock.lock();
        try {
            while (cut && !closed) {
                changed.await();
            }
            if (closed) {
                throw new IOException("the wire is taken down");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    private void drop(Socket... ends) {
        for (Socket end : ends) {
            sockets.remove(end);
            closeQuietly(end);
        }
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // It is given up anyway.
        }
    }

    public void cut() {
        set(true, false);
    }

    public void mend() {
        set(false, false);
    }

    private void set(boolean isCut, boolean isClosed) {
        lock.lock();
        try {
            cut = isCut;
            closed |= isClosed;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes it down; its connections are closed. */
    @Override
    public void close() {
        set(false, true);
        closeQuietly(server);
        sockets.forEach(Wire::closeQuietly);
    }
}
