package dk.kronborg.testbed.launcher;

import dk.kronborg.testbed.network.PortPlan;
import dk.kronborg.testbed.pki.CentreSigningKey;
import dk.kronborg.testbed.pki.CredentialFiles;
import dk.kronborg.testbed.pki.Founding;
import dk.kronborg.testbed.pki.KmeIdentityKey;
import dk.kronborg.testbed.pki.Plane;
import dk.kronborg.testbed.pki.TestAuthorities;
import dk.kronborg.testbed.postgres.Database;
import dk.kronborg.testbed.process.PrivateFiles;
import dk.kronborg.topology.identity.KmeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes the settings file of one application process, {@code config/application.properties}, mode 0600. */
final class ApplicationSettings {

    private final Map<String, String> settings = new LinkedHashMap<>();

    private ApplicationSettings() {}

    /** What was written for the process that works in that directory. */
    static ApplicationSettings readFrom(Path workingDirectory) throws IOException {
        ApplicationSettings settings = new ApplicationSettings();
        for (String line : Files.readAllLines(file(workingDirectory))) {
            int equals = line.indexOf('=');
            settings.set(line.substring(0, equals), line.substring(equals + 1));
        }
        return settings;
    }

    static ApplicationSettings ofKme(Deployment deployment, KmeId kme, Database database, String kafka)
            throws IOException {
        PortPlan.KmePorts ports = deployment.ports().of(kme);
        ApplicationSettings settings = new ApplicationSettings();
        settings.set("kronborg.kme.id", kme);
        settings.set("kronborg.kme.map.pins", deployment.founding().pins());
        settings.set("kronborg.kme.map.centre", deployment.mapUri());
        settings.set("kronborg.kme.map.ask", "1s");
        settings.set(
                "kronborg.kme.state",
                PrivateFiles.directory(deployment.directory().of(kme.value()).resolve("state")));
        settings.set(
                "kronborg.kme.pqc.identity-keys",
                KmeIdentityKey.open(kme, deployment.directory().identityKeys()));
        settings.set(
                "kronborg.kme.relay.link-state-key",
                CentreSigningKey.publicHalf(deployment.directory().signingKeys()));
        for (Plane plane : List.of(Plane.SAE, Plane.PEER, Plane.DEVICE, Plane.OPERATOR)) {
            settings.plane(plane.word(), deployment.kmeCredential(kme, plane), deployment.authorities(), plane);
        }
        settings.set("kafka.bootstrap.servers", kafka);
        settings.database("kme", database);
        return settings.listenOn(ports);
    }

    private void plane(String name, CredentialFiles files, TestAuthorities authorities, Plane authority) {
        String prefix = "kronborg.plane." + name + '.';
        set(prefix + "certificate", files.certificate());
        set(prefix + "key", files.key());
        set(prefix + "trust", files.trust());
        set(prefix + "revoked", authorities.revoked(authority));
        set(prefix + "crl", authorities.crl(authority));
    }

    /** A KME's planes at these ports. */
    ApplicationSettings listenOn(PortPlan.KmePorts ports) {
        Map.of(
                        Plane.SAE, ports.sae(),
                        Plane.PEER, ports.peer(),
                        Plane.DEVICE, ports.device(),
                        Plane.OPERATOR, ports.operator())
                .forEach((plane, port) -> set("kronborg.plane." + plane.word() + ".port", port));
        set("quarkus.management.port", ports.management());
        return this;
    }

    static ApplicationSettings ofCentre(Deployment deployment, Database database, String kafka) throws IOException {
        ApplicationSettings settings = new ApplicationSettings();
        settings.set("kronborg.network", deployment.directory().networkYaml());
        Founding founding = deployment.founding();
        settings.set("kronborg.centre.map.key", founding.centreKey());
        settings.set("kronborg.centre.map.address", deployment.mapUri());
        settings.set("kronborg.centre.map.founding", founding.proposal());
        settings.set(
                "kronborg.centre.map.founding.approvals",
                founding.approvals().stream().map(Path::toString).collect(Collectors.joining(",")));
        settings.set("kronborg.centre.accounts.first", deployment.accounts().file());
        settings.plane("map", deployment.mapCredential(), deployment.authorities(), Plane.PEER);
        CredentialFiles files = deployment.centreCredential();
        settings.set("quarkus.http.ssl.certificate.files", files.certificate());
        settings.set("quarkus.http.ssl.certificate.key-files", files.key());
        settings.set("kafka.bootstrap.servers", kafka);
        settings.set(
                "kronborg.centre.signing-key",
                CentreSigningKey.open(deployment.directory().signingKeys()));
        settings.database("centre", database);
        return settings.listenOn(deployment.ports());
    }

    /** The centre at these ports. */
    ApplicationSettings listenOn(PortPlan ports) {
        set("quarkus.http.ssl-port", ports.console());
        set("kronborg.plane.map.port", ports.map());
        set("quarkus.management.port", ports.centreManagement());
        return this;
    }

    private void database(String name, Database database) {
        String prefix = "quarkus.datasource." + name + '.';
        set(prefix + "jdbc.url", database.jdbcUrl());
        set(prefix + "username", database.name());
        set(prefix + "password", database.password());
    }

    private void set(String name, Object value) {
        settings.put(name, value.toString());
    }

    /** Adds settings that the launcher does not write itself, or overrides its own. */
    ApplicationSettings with(List<ProcessSetting> further) {
        further.forEach(setting -> set(setting.name(), setting.value()));
        return this;
    }

    /** Writes the file where the process that works in that directory looks for it. */
    void writeFor(Path workingDirectory) throws IOException {
        String text = settings.entrySet().stream()
                .map(setting -> setting.getKey() + '=' + setting.getValue() + '\n')
                .collect(Collectors.joining());
        PrivateFiles.write(file(workingDirectory), text);
    }

    private static Path file(Path workingDirectory) {
        return workingDirectory.resolve("config").resolve("application.properties");
    }
}
