package dk.kronborg.plane;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Locale;
import javax.net.ssl.SSLSocket;

/** One connection of a client, byte by byte. */
final class Connection implements AutoCloseable {

    final SSLSocket socket;

    Connection(SSLSocket socket) {
        this.socket = socket;
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Sends a request without waiting for its answer. */
    void ask(String path) throws IOException {
        send("GET " + path + " HTTP/1.1\r\nhost: kme\r\n\r\n");
    }

    /** Head and body of the next answer; an empty text if the connection ends instead. */
    String answer() throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder text = new StringBuilder();
        int most = Integer.MAX_VALUE;
        while (text.length() < most) {
            int next = in.read();
            if (next < 0) {
                return text.toString();
            }
            text.append((char) next);
            if (most == Integer.MAX_VALUE && text.indexOf("\r\n\r\n") >= 0) {
                most = text.length() + contentLength(text.toString());
            }
        }
        return text.toString();
    }

    private static int contentLength(String head) {
        for (String line : head.toLowerCase(Locale.ROOT).split("\r\n", -1)) {
            if (line.startsWith("content-length:")) {
                return Integer.parseInt(line.substring(15).strip());
            }
        }
        return 0;
    }

    int status() throws IOException {
        String answer = answer();
        return answer.isEmpty() ? -1 : Integer.parseInt(answer.substring(9, 12));
    }

    int get(String path) throws IOException {
        ask(path);
        return status();
    }

    /** Waits for the other end to close. */
    boolean ends() {
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    X509Certificate server() throws IOException {
        return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
