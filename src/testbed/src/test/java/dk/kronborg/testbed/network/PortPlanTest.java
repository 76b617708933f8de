package dk.kronborg.testbed.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.topology.identity.KmeId;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortPlanTest {

    private static final KmeId MFA = new KmeId("KME-MFA");
    private static final KmeId MOD = new KmeId("KME-MOD");

    @Test
    void countsFromTheBase() {
        PortPlan plan = new PortPlan(7100, List.of(MFA, MOD));

        assertThat(plan.console()).isEqualTo(7100);
        assertThat(plan.of(MFA)).isEqualTo(new PortPlan.KmePorts(7110, 7111, 7112, 7113, 7114, 7115));
        assertThat(plan.of(MOD)).isEqualTo(new PortPlan.KmePorts(7120, 7121, 7122, 7123, 7124, 7125));
        assertThatThrownBy(() -> plan.of(new KmeId("KME-KU"))).hasMessageContaining("KME-KU");
    }

    @Test
    void staysInTheRangeOfPorts() {
        assertThatCode(() -> new PortPlan(1024, List.of(MFA, MOD))).doesNotThrowAnyException();
        assertThatCode(() -> new PortPlan(65505, List.of(MFA, MOD))).doesNotThrowAnyException();
        for (int base : new int[] {-1, 0, 1023, 65506, 65535}) {
            assertThatThrownBy(() -> new PortPlan(base, List.of(MFA, MOD)))
                    .hasMessage("the port base for 2 sites is from 1024 to 65505, got " + base);
        }
    }

    @Test
    void namesThePortsThatAreTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            PortPlan plan = new PortPlan(taken.getLocalPort() - 2, List.of(MFA));

            assertThatThrownBy(plan::requireFree)
                    .hasMessageContaining(taken.getLocalPort() + " (PostgreSQL)")
                    .hasMessageContaining("--port-base");
        }
    }
}
