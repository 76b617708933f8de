package dk.kronborg.testbed.launcher;

import com.sun.net.httpserver.HttpServer;
import java.io.Reader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Stands in for the packaged program: reads its settings, then is ready, or fails if a file {@code fail} is there. */
final class StandIn {

    private StandIn() {}

    public static void main(String[] arguments) throws Exception {
        Properties settings = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of("config/application.properties"))) {
            settings.load(file);
        }
        System.out.println("profile " + System.getProperty("quarkus.profile"));
        if (Files.exists(Path.of("fail"))) {
            System.out.println("failing as told");
            System.exit(9);
        }
        int port = Integer.parseInt(settings.getProperty("quarkus.management.port"));
        HttpServer health = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 0);
        health.createContext("/q/health/ready", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        health.start();
        Thread.currentThread().join();
    }

    /** Packages itself. */
    static Path packaged(Path directory) throws Exception {
        Path jar = directory.resolve("quarkus-run.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, StandIn.class.getName());
        String classes = StandIn.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString();
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classes);
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }
}
