package dk.kronborg.testbed.bench;

import dk.kronborg.testbed.client.Tls;
import dk.kronborg.testbed.pki.Credential;
import dk.kronborg.testbed.pki.Pem;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** The JDK's own TLS 1.3 with client certificates: shakes hands, sends one byte, and closes. */
final class JdkTlsServer {

    private static final int BACKLOG = 1024;
    private static final int THREADS = 4;

    private JdkTlsServer() {}

    /** Arguments: certificate, key, trust, port. */
    public static void main(String[] arguments) throws IOException {
        Credential own = Credential.read(Path.of(arguments[0]), Path.of(arguments[1]));
        var context = Tls.context(own, Pem.readCertificates(Path.of(arguments[2])));
        Executor threads = Executors.newFixedThreadPool(THREADS);
        try (SSLServerSocket server = (SSLServerSocket) context.getServerSocketFactory()
                .createServerSocket(Integer.parseInt(arguments[3]), BACKLOG, InetAddress.ofLiteral("127.0.0.1"))) {
            server.setNeedClientAuth(true);
            server.setEnabledProtocols(new String[] {"TLSv1.3"});
            while (true) {
                SSLSocket socket = (SSLSocket) server.accept();
                threads.execute(() -> serve(socket));
            }
        }
    }

    private static void serve(SSLSocket socket) {
        try (socket) {
            socket.startHandshake();
            socket.getOutputStream().write(1);
        } catch (IOException e) {
            // The probe for the port does not shake hands; a client that fails says so itself.
        }
    }
}
