package dk.kronborg.testbed.client;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/**
 * A connection on which anything can be written: for requests that no well-behaved client sends. Not thread-safe.
 */
public final class RawConnection implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Socket socket;
    private final InputStream in;

    private RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** A connection without TLS. */
    public static RawConnection plain(URI server) throws IOException {
        Socket socket = new Socket(server.getHost(), server.getPort());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return new RawConnection(socket);
    }

    /**
     * A TLS connection, its handshake done as far as the client can see: with TLS 1.3, a server that refuses the
     * client's certificate says so only when something is read.
     *
     * @param protocols such as {@code TLSv1.2}; none for those of the JDK
     */
    public static RawConnection tls(URI server, SSLContext context, String... protocols) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(server.getHost(), server.getPort());
        try {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            if (protocols.length > 0) {
                socket.setEnabledProtocols(protocols);
            }
            socket.startHandshake();
            return new RawConnection(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** The server's certificates, its own first; none without TLS. */
    public List<Certificate> serverCertificates() throws SSLPeerUnverifiedException {
        return socket instanceof SSLSocket tls ? List.of(tls.getSession().getPeerCertificates()) : List.of();
    }

    /** Such as {@code TLSv1.3}; "" without TLS. */
    public String protocol() {
        return socket instanceof SSLSocket tls ? tls.getSession().getProtocol() : "";
    }

    public void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Writes the text, whose characters are bytes, as {@code \r\n} are. */
    public void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Writes a request without a body. */
    public void writeRequest(String method, String target) throws IOException {
        write(method + ' ' + target + " HTTP/1.1\r\nHost: "
                + socket.getInetAddress().getHostAddress() + "\r\n\r\n");
    }

    /** The next bytes, fewer if the server closes before. */
    public byte[] read(int most) throws IOException {
        return in.readNBytes(most);
    }

    /**
     * Reads the answer to one request, which must have a Content-Length.
     *
     * @throws EOFException if the server closes the connection instead
     */
    public Answer answer() throws IOException {
        String[] status = line().split(" ", 3);
        if (status.length < 2 || !status[0].startsWith("HTTP/")) {
            throw new IOException("the answer is not HTTP, it begins with \"" + status[0] + '"');
        }
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(); !line.isEmpty(); line = line()) {
            String[] header = line.split(":", 2);
            headers.computeIfAbsent(header[0], name -> new ArrayList<>()).add(header[1].strip());
        }
        HttpHeaders all = HttpHeaders.of(headers, (name, value) -> true);
        int length = (int) all.firstValueAsLong("content-length")
                .orElseThrow(() -> new IOException("the answer has no Content-Length"));
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the answer has " + body.length + " of " + length + " bytes");
        }
        return new Answer(Integer.parseInt(status[1]), all, body);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
