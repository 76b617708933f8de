package dk.kronborg.linkmonitor.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** An SMTP server that answers as usual, but for the commands that the test names. */
final class ScriptedMailServer implements AutoCloseable {

    /** Instead of an answer it hangs up. */
    static final String HANG_UP = "hang up";

    /** Instead of an answer it waits until the test is over. */
    static final String WAIT = "wait";

    private final ServerSocket socket;
    private final Map<String, String> answers;
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<String> heard = new CopyOnWriteArrayList<>();

    /**
     * @param answers by the first word of the command; {@code greeting} for the first line, {@code .} for the text's end
     */
    ScriptedMailServer(Map<String, String> answers) {
        this.answers = answers;
        try {
            socket = new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    List<String> heard() {
        return heard;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void serve(Socket client) {
        try (client;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
            boolean text = false;
            boolean open = answer(client, "greeting", "220 ready");
            while (open) {
                String line = in.readLine();
                if (line == null) {
                    return;
                }
                String word = line.split(" ", 2)[0];
                if (text && !line.equals(".")) {
                    continue;
                }
                heard.add(word);
                text = word.equals("DATA") && !answers.containsKey("DATA");
                open = answer(
                        client,
                        word,
                        switch (word) {
                            case "DATA" -> "354 go on";
                            case "QUIT" -> "221 bye";
                            default -> "250 ok";
                        });
            }
        } catch (IOException e) {
            // The client left.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the connection goes on. */
    private boolean answer(Socket client, String word, String usual) throws IOException, InterruptedException {
        String answer = answers.getOrDefault(word, usual);
        if (answer.equals(WAIT)) {
            end.await();
        }
        if (answer.equals(HANG_UP) || answer.equals(WAIT)) {
            return false;
        }
        client.getOutputStream().write((answer + "\r\n").getBytes(StandardCharsets.US_ASCII));
        return true;
    }

    @Override
    public void close() {
        end.countDown();
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
