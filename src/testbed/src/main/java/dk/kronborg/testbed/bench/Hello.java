package dk.kronborg.testbed.bench;

import dk.kronborg.testbed.network.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The smallest Quarkus program, module {@code src/testbed/hello}: one resource, one answer, no TLS, no database. */
final class Hello {

    private final Path program;
    private final Path directory;

    /**
     * The program as it was packaged.
     *
     * @throws IOException if it is not there
     */
    Hello(Path program, Path directory) throws IOException {
        if (!Files.isRegularFile(program)) {
            throw new IOException("the program to compare with is not built: " + program + " is missing");
        }
        this.program = program;
        this.directory = directory;
    }

    /** Starts it, and returns when it has answered. */
    ReferenceProcess start() throws IOException {
        int port = FreePorts.find();
        List<String> command = ReferenceProcess.java("X25519MLKEM768,x25519,secp256r1");
        command.addAll(List.of("-Dquarkus.http.host=127.0.0.1", "-Dquarkus.http.port=" + port));
        command.addAll(List.of("-jar", program.toString()));
        ReferenceProcess process = ReferenceProcess.start("hello", directory, command, port);
        try (HttpClient http = HttpClient.newHttpClient()) {
            int status = http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/hello"))
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            if (status != 200) {
                throw new IOException("hello answers " + status);
            }
            return process;
        } catch (IOException e) {
            process.close();
            throw e;
        } catch (InterruptedException e) {
            process.close();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while hello starts", e);
        }
    }
}
