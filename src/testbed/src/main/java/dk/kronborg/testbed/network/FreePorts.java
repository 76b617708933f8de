package dk.kronborg.testbed.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports of 127.0.0.1 that nobody listens on at this moment. They are below the range from which systems take ports for
 * outgoing connections, which would take them before they are used, and none is found twice by a process.
 */
public final class FreePorts {

    /** Below the ports of networks: {@link PortPlan#freeBase}. */
    private static final int FIRST = 5_000;

    private static final int COUNT = 5_000;
    private static final int EACH_PROCESS = 50;

    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * EACH_PROCESS % COUNT));

    private FreePorts() {}

    /**
     * One port.
     *
     * @throws IOException if none is found
     */
    public static int find() throws IOException {
        for (int tries = 0; tries < COUNT; tries++) {
            int port = FIRST + NEXT.getAndUpdate(last -> (last + 1) % COUNT);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IOException("no free port was found from " + FIRST + " to " + (FIRST + COUNT - 1));
    }

    /**
     * So many different ports.
     *
     * @throws IOException if there are too few
     */
    public static List<Integer> find(int count) throws IOException {
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ports.add(find());
        }
        return ports;
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
