package dk.kronborg.linkmonitor.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.topology.network.SaePair;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is hit: pairs whose keys come that way, and nobody else. */
class ImpactTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            link:A-B              | SAE-A-1, SAE-B-1
            link:E-A              |
            link:NONE             |
            cable:NORTH           | SAE-B-2, SAE-C-2; SAE-C-1, SAE-D-1
            device:D-E-RX         | SAE-D-2, SAE-E-2
            store:KME-B->KME-A    | SAE-A-1, SAE-B-1
            store:KME-B->KME-A PQC | SAE-A-1, SAE-B-1
            store:KME-A->KME-C PQC | SAE-A-1, SAE-C-1
            store:KME-C->KME-A    | SAE-A-1, SAE-C-1
            store:KME-A->KME-D    |
            store:KME-A->KME-A    |
            store:KME-AB->KME-B   |
            kme:KME-A             | SAE-A-1, SAE-B-1; SAE-A-1, SAE-C-1; SAE-A-1, SAE-A-2
            kme:KME-E             | SAE-D-2, SAE-E-2
            pair:SAE-A-1, SAE-C-1 | SAE-A-1, SAE-C-1
            site:A                |
            centre:telemetry      |
            """)
    void namesThePairsThatAreHit(String resource, String pairs) {
        assertThat(Impact.of(Ring.network(), Resource.parse(resource)))
                .extracting(SaePair::toString)
                .containsExactly(pairs == null ? new String[0] : pairs.split("; "));
    }
}
