package dk.kronborg.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dk.kronborg.account.Role;
import io.quarkus.security.Authenticated;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every request that the centre answers, and who may make it. */
class RoutesTest {

    private static final java.nio.file.Path GOLDEN = java.nio.file.Path.of("..", "docs", "centre-roles.txt");
    private static final java.nio.file.Path DOCUMENTED = java.nio.file.Path.of("..", "docs", "centre-api.yaml");

    private static final List<Class<?>> RESOURCES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dk.kronborg").stream()
                    .filter(found -> found.isAnnotatedWith(Path.class))
                    .<Class<?>>map(JavaClass::reflect)
                    .toList();

    private record Route(String method, String path, Method answer) {

        String line() {
            return String.format(Locale.ROOT, "%-6s  %-52s  %s", method, path, who());
        }

        private String who() {
            return Stream.of(answer, answer.getDeclaringClass())
                    .flatMap(place -> who(place).stream())
                    .findFirst()
                    .orElse("nobody");
        }

        private static Optional<String> who(AnnotatedElement place) {
            if (place.isAnnotationPresent(PermitAll.class)) {
                return Optional.of("everybody");
            }
            if (place.isAnnotationPresent(Authenticated.class)) {
                return Optional.of("any account");
            }
            return Optional.ofNullable(place.getAnnotation(RolesAllowed.class))
                    .map(allowed -> Arrays.stream(allowed.value())
                            .map(Role::valueOf)
                            .sorted()
                            .map(Role::name)
                            .collect(Collectors.joining(" ")));
        }
    }

    private static List<Route> routes() {
        return RESOURCES.stream()
                .flatMap(resource -> Arrays.stream(resource.getDeclaredMethods())
                        .flatMap(method -> Arrays.stream(method.getAnnotations())
                                .map(Annotation::annotationType)
                                .flatMap(type -> Optional.ofNullable(type.getAnnotation(HttpMethod.class)).stream())
                                .map(verb -> new Route(verb.value(), path(resource, method), method))))
                .toList();
    }

    private static String path(Class<?> resource, Method method) {
        return Stream.of(resource, method)
                .flatMap(place -> Optional.ofNullable(((AnnotatedElement) place).getAnnotation(Path.class)).stream())
                .map(Path::value)
                .map(part -> part.startsWith("/") ? part : "/" + part)
                .collect(Collectors.joining());
    }

    /** {@code -Dkronborg.golden=write} writes it anew; the difference is then read like code. */
    @Test
    void everyRouteHasTheRolesThatAreDocumented() throws IOException {
        String lines = routes().stream()
                .map(Route::line)
                .distinct()
                .sorted((one, other) -> one.substring(8).compareTo(other.substring(8)))
                .collect(Collectors.joining("\n", "", "\n"));

        if (System.getProperty("kronborg.golden", "").equals("write")) {
            Files.writeString(GOLDEN, lines);
        }

        assertThat(routes()).hasSizeGreaterThan(40);
        assertThat(Files.readString(GOLDEN)).isEqualTo(lines);
    }

    /** One that is forgotten is denied, which nobody wants either. */
    @Test
    void nobodyForgotARoute() {
        assertThat(routes()).noneMatch(route -> route.line().endsWith("nobody"));
    }

    @Test
    void theApiHasNoRouteThatIsNotHere() throws IOException {
        List<String> paths = routes().stream().map(Route::path).toList();

        assertThat(Files.readAllLines(DOCUMENTED).stream()
                        .filter(line -> line.matches(" {2}/.*:"))
                        .map(line -> line.strip().replaceFirst(":$", "")))
                .hasSizeGreaterThan(30)
                .isSubsetOf(paths);
    }

    /** What a ministry may ask is few, because each of it shows the ministry's own only. */
    @Test
    void aMinistrySeesWhatShowsItsOwnOnly() {
        assertThat(routes().stream()
                        .filter(route -> route.line().contains("MINISTRY"))
                        .map(route -> route.method() + ' ' + route.path()))
                .containsExactly("GET /api/v1/saes");
    }

    @Test
    void whoOnlySeesChangesNothing() {
        assertThat(routes().stream().filter(route -> route.line().matches(".*\\b(VIEWER|AUDITOR|MINISTRY)\\b.*")))
                .allMatch(route -> route.method().equals("GET"));
    }
}
