package dk.kronborg.administration.shell;

import dk.kronborg.topology.identity.KmeId;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;

/**
 * How an operator reaches a KME: a properties file whose paths are relative to its folder.
 *
 * @param url         {@code https://host:port} of the operator plane
 * @param certificate PEM: the operator's chain
 * @param key         PEM: its private key, PKCS #8, mode 0600
 * @param trust       PEM: root of the operator plane
 * @param kme         for whom the server's certificate must speak
 */
record ConnectionFile(URI url, Path certificate, Path key, Path trust, KmeId kme) {

    private static final Set<String> NAMES = Set.of("url", "certificate", "key", "trust", "kme");

    /**
     * Reads the file.
     *
     * @throws IOException if it cannot be read or used; the message says what is wrong
     */
    static ConnectionFile read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    file + " cannot be read (" + e.getClass().getSimpleName()
                            + "); a connection file has url, certificate, key, trust and kme",
                    e);
        }
        for (String name : properties.stringPropertyNames()) {
            if (!NAMES.contains(name)) {
                throw new IOException(file + ": there is no setting " + name
                        + "; a connection file has url, certificate, key, trust and kme");
            }
        }
        try {
            return new ConnectionFile(
                    url(required(properties, "url")),
                    file.resolveSibling(required(properties, "certificate")),
                    file.resolveSibling(required(properties, "key")),
                    file.resolveSibling(required(properties, "trust")),
                    new KmeId(required(properties, "kme")));
        } catch (InvalidPathException e) {
            throw new IOException(file + ": not a path: " + e.getInput(), e);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static String required(Properties properties, String name) {
        String value = properties.getProperty(name, "").strip();
        if (value.isEmpty()) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }

    private static URI url(String text) {
        try {
            URI url = new URI(text);
            if ("https".equals(url.getScheme())
                    && url.getHost() != null
                    && url.getPort() > 0
                    && (url.getPath().isEmpty() || url.getPath().equals("/"))) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("url is https://host:port, got " + text, e);
        }
        throw new IllegalArgumentException("url is https://host:port, got " + text);
    }
}
