package dk.kronborg.testbed.launcher;

import com.fasterxml.jackson.databind.ObjectMapper;
import dk.kronborg.testbed.process.PrivateFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * How later commands reach the running launcher; only the owner of the directory can read it.
 *
 * @param token shown with every request
 */
record ControlFile(URI url, String token) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    static ControlFile withNewToken(URI url) {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return new ControlFile(url, HexFormat.of().formatHex(bytes));
    }

    void write(DemoDirectory directory) throws IOException {
        PrivateFiles.write(directory.control(), MAPPER.writeValueAsString(this));
    }

    /**
     * Reads the file of a directory.
     *
     * @throws DemoFailedException if no network is ready there
     */
    static ControlFile read(DemoDirectory directory) throws IOException {
        if (!Files.exists(directory.control())) {
            throw new DemoFailedException("no network is ready in " + directory.path()
                    + ": start one with \"./kronborg demo\", or say which with --dir");
        }
        return MAPPER.readValue(directory.control().toFile(), ControlFile.class);
    }

    /** The value of header Authorization. */
    String authorization() {
        return "Bearer " + token;
    }

    /** Without the token. */
    @Override
    public String toString() {
        return url.toString();
    }
}
