package dk.kronborg.testbed.launcher;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks the running launcher of a directory. */
final class ControlClient {

    private final DemoDirectory directory;

    ControlClient(DemoDirectory directory) {
        this.directory = directory;
    }

    String status() throws IOException {
        return ask("/status", "GET", "");
    }

    String fault(String link, String words) throws IOException {
        return ask("/links/" + link, "POST", words);
    }

    /** Starts a process again by its name; kills it first if it runs. */
    String restart(String process) throws IOException {
        return ask("/processes/" + process, "POST", "");
    }

    private String ask(String path, String method, String body) throws IOException {
        ControlFile file = ControlFile.read(directory);
        try (HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
            HttpRequest request = HttpRequest.newBuilder(file.url().resolve(path))
                    .timeout(Duration.ofSeconds(30))
                    .header("Authorization", file.authorization())
                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                    .build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new DemoFailedException(answer.body());
            }
            return answer.body();
        } catch (ConnectException e) {
            throw new DemoFailedException(
                    "the launcher of " + directory.path()
                            + " does not answer: end what is left of it with \"./kronborg stop --dir "
                            + directory.path()
                            + "\"",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailedException("interrupted while the launcher is asked", e);
        }
    }
}
