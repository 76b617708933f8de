package dk.kronborg.centre;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.version.Authorship;
import dk.kronborg.topology.version.NetworkHistory;
import dk.kronborg.topology.version.NetworkVersion;
import dk.kronborg.topology.version.VersionStore;
import dk.kronborg.topology.version.VersionTag;
import dk.kronborg.topology.version.VersionsUnavailableException;
import dk.kronborg.topology.yaml.NetworkYaml;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The centre watches the version in force, as long as it can be read. */
class NetworkInForceTest {

    private static final Authorship ADA = new Authorship("ada", "a test", Instant.EPOCH);

    private Optional<VersionTag> newest = Optional.empty();
    private String document = "";
    private boolean away;

    private final VersionStore store = (VersionStore) Proxy.newProxyInstance(
            VersionStore.class.getClassLoader(), new Class<?>[] {VersionStore.class}, this::answer);
    private final NetworkInForce network =
            new NetworkInForce(new NetworkHistory(store, Optional.empty(), NetworkYaml::describe));

    private Object answer(Object proxy, Method method, Object @Nullable [] arguments) {
        if (away) {
            throw new VersionsUnavailableException(new IllegalStateException("the database is away"));
        }
        return switch (method.getName()) {
            case "newest" -> newest.map(tag -> new NetworkVersion(tag, ADA, Optional.empty(), 1));
            case "document" -> Optional.of(document);
            default -> throw new UnsupportedOperationException(method.getName());
        };
    }

    private void inForce(long number, String digit, String text) {
        newest = Optional.of(new VersionTag(number, digit.repeat(64)));
        document = text;
    }

    private static String named(String site) {
        return """
                schema: kronborg-network/1
                domain: DK.QCI
                sites: [{id: A, name: %s, latitude: 55, longitude: 12}]
                kmes: []
                saes: []
                links: []
                pairs: []
                """.formatted(site);
    }

    private String site() {
        return network.get().sites().getFirst().name();
    }

    @Test
    void isTheSameUntilAnotherVersionComesIntoForce() {
        assertThatThrownBy(network::get).isInstanceOf(IllegalStateException.class);
        inForce(1, "a", named("first"));

        assertThat(site()).isEqualTo("first");
        Network before = network.get();
        assertThat(network.look()).isTrue();
        assertThat(network.get()).isSameAs(before);

        inForce(2, "b", named("second"));
        assertThat(network.get()).as("before the next look").isSameAs(before);
        assertThat(network.look()).isTrue();
        assertThat(site()).isEqualTo("second");
    }

    /** A database that was put back gives a number once more. */
    @Test
    void tellsVersionsOfTheSameNumberApart() {
        inForce(2, "a", named("one"));
        assertThat(site()).isEqualTo("one");

        inForce(2, "b", named("other"));
        assertThat(network.look()).isTrue();
        assertThat(site()).isEqualTo("other");
    }

    @Test
    void staysWhileTheDatabaseIsAway() {
        inForce(1, "a", named("first"));
        assertThat(site()).isEqualTo("first");

        away = true;
        assertThat(network.look()).isFalse();
        assertThat(site()).isEqualTo("first");

        away = false;
        assertThat(network.look()).isTrue();
    }

    /** One that a newer program put in force, which runs beside this one. */
    @Test
    void staysWhileTheVersionInForceCannotBeRead() {
        inForce(1, "a", named("first"));
        assertThat(site()).isEqualTo("first");

        inForce(2, "b", "schema: kronborg-network/2");
        assertThat(network.look()).isFalse();
        assertThat(site()).isEqualTo("first");

        inForce(3, "c", named("third"));
        assertThat(network.look()).isTrue();
        assertThat(site()).isEqualTo("third");
    }
}
