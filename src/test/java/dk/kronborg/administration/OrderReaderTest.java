package dk.kronborg.administration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.administration.AdministrationWire.DrainOrder;
import dk.kronborg.administration.AdministrationWire.Keys;
import dk.kronborg.administration.AdministrationWire.Selection;
import dk.kronborg.kms.custody.BlockSelection;
import dk.kronborg.topology.identity.LinkId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderReaderTest {

    private static <T> T read(String body, Class<T> type) {
        return OrderReader.read(body.getBytes(StandardCharsets.UTF_8), type);
    }

    private static BlockSelection selection(String body) {
        return read(body, Selection.class).selection(link -> link.value().equals("MFA-MOD"));
    }

    @Test
    void membersMayBeLeftOut() {
        assertThat(selection("{\"link\":\"MFA-MOD\"}"))
                .isEqualTo(new BlockSelection(
                        List.of(), Optional.of(new LinkId("MFA-MOD")), Optional.empty(), Optional.empty()));
        assertThat(selection("{\"produced_from\":\"2026-07-02T12:00:00Z\",\"blocks\":null}")
                        .producedFrom())
                .contains(Instant.parse("2026-07-02T12:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                  | the body is a JSON object
            null                                | the body is a JSON object
            []                                  | the body is a JSON object
            {"link"                             | the body is not JSON, line 1, column
            {"link":"MFA-MOD","link":"MFA-MOD"} | the body is not JSON
            {} {}                               | the body is
            {}                                  | an order is never about everything
            {"lnik":"MFA-MOD"}                  | members are blocks, link, produced_from, produced_until, reason, got lnik
            {"link":{}}                         | link is a text
            {"link":"MFA/MOD"}                  | link ID
            {"link":"MFA-DC9"}                  | the network has no link MFA-DC9 of this KME
            {"blocks":"x"}                      | blocks is a list
            {"blocks":["x"]}                    | blocks[0] is a UUID such as
            {"blocks":[null]}                   | blocks[0] is a UUID such as
            {"produced_from":"yesterday"}       | produced_from is a time such as 2026-07-02T12:00:00Z
            {"produced_until":"+1000000000-12-31T23:59:59Z"} | produced_until is a time from 1970-01-01T00:00:00Z to
            """)
    void saysWhatIsWrongWithASelection(String body, String fault) {
        assertThatThrownBy(() -> selection(body))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(fault);
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> read("{}", Keys.class).ids()).hasMessage("key_ids is a list of 1 to 1000 key IDs");
        assertThatThrownBy(() -> read("{\"key_ids\":[]}", Keys.class).ids()).hasMessageContaining("1 to 1000");
        assertThatThrownBy(() -> read("{\"drain\":\"yes\"}", DrainOrder.class)).hasMessage("drain is true or false");
        assertThatThrownBy(() -> read("{}", DrainOrder.class).begins()).hasMessageContaining("drain is true to begin");
    }

    @Test
    void aReasonIsOneLineOf500Characters() {
        assertThat(AdministrationWire.reason("r".repeat(500))).hasSize(500);
        assertThat(AdministrationWire.reason(null)).isEmpty();
        assertThatThrownBy(() -> AdministrationWire.reason("r".repeat(501))).hasMessageContaining("500");
        assertThatThrownBy(() -> AdministrationWire.reason("a\nb")).hasMessageContaining("a line");
    }
}
