package dk.kronborg.linkmonitor.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dk.kronborg.linkmonitor.intake.Refusal;
import dk.kronborg.linkmonitor.intake.RefusalReason;
import dk.kronborg.linkmonitor.store.KeyStoreReport;
import dk.kronborg.linkmonitor.store.Origin;
import dk.kronborg.linkmonitor.store.PoolName;
import dk.kronborg.linkmonitor.store.StoreReportReader.Report;
import dk.kronborg.linkmonitor.store.StoreReportReader.Unreadable;
import dk.kronborg.linkmonitor.store.StoreTotals;
import dk.kronborg.topology.identity.KmeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonStoreReportReaderTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final JsonStoreReportReader reader = new JsonStoreReportReader();
    private final String example;

    JsonStoreReportReaderTest() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "stores.md"));
        example = document.substring(document.indexOf("```json") + 7, document.indexOf("```\n\n| member"));
    }

    private byte[] changed(Consumer<ObjectNode> change) {
        try {
            ObjectNode report = (ObjectNode) MAPPER.readTree(example);
            change.accept(report);
            return MAPPER.writeValueAsBytes(report);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Refusal refusal(Consumer<ObjectNode> change) {
        return ((Unreadable) reader.read(changed(change))).refusal();
    }

    @Test
    void readsWhatIsDocumented() {
        assertThat(reader.read(example.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new Report(new KeyStoreReport(
                        new PoolName(new KmeId("KME-MFA"), new KmeId("KME-MOD")),
                        "QKD",
                        Instant.parse("2026-07-02T08:00:05.250Z"),
                        6_553_600,
                        6_619_136,
                        33_554_432,
                        8_388_600,
                        3_355_440,
                        256,
                        Optional.of(Duration.ofDays(1)),
                        new StoreTotals(131_072_000, 122_880_000, 262_144, 8192, 1_302_528))));
    }

    @Test
    void aReportWithoutAnOriginIsOfQuantumKey() {
        for (Consumer<ObjectNode> change :
                List.<Consumer<ObjectNode>>of(json -> json.putNull("origin"), json -> json.remove("origin"))) {
            assertThat(((Report) reader.read(changed(change))).report().pool().origin())
                    .isEqualTo(Origin.QKD);
        }
    }

    @Test
    void readsWhatIsOfPostQuantumKeys() {
        KeyStoreReport report =
                ((Report) reader.read(changed(json -> json.put("origin", "PQC").put("grade", "PQC")))).report();

        assertThat(report.pool()).isEqualTo(new PoolName(new KmeId("KME-MFA"), new KmeId("KME-MOD"), Origin.PQC));
        assertThat(report.grade()).isEqualTo("PQC");
    }

    @Test
    void anEmptyPoolHasNoOldestBlock() {
        for (Consumer<ObjectNode> change :
                List.<Consumer<ObjectNode>>of(json -> json.putNull("oldest_s"), json -> json.remove("oldest_s"))) {
            assertThat(((Report) reader.read(changed(change))).report().oldest())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "schema",
                "kme_id",
                "peer_kme_id",
                "grade",
                "reported_at",
                "usable_bits",
                "stored_bits",
                "capacity_bits",
                "low_bits",
                "reserve_bits",
                "key_bits",
                "produced_bits",
                "delivered_bits",
                "spent_bits",
                "burnt_bits",
                "destroyed_bits"
            })
    void namesAMemberThatIsMissing(String member) {
        Refusal refusal = refusal(json -> json.remove(member));

        assertThat(refusal.reason()).isEqualTo(RefusalReason.INVALID_MEMBER);
        assertThat(refusal.detail()).contains(member);
    }

    @Test
    void namesAMemberThatIsOfAnotherKindOrUnknown() {
        assertRefused(json -> json.put("usable_bits", 1.5), RefusalReason.INVALID_MEMBER, "usable_bits");
        assertRefused(json -> json.put("oldest_s", "old"), RefusalReason.INVALID_MEMBER, "a whole number");
        assertRefused(json -> json.put("usable_bit", 1), RefusalReason.INVALID_MEMBER, "not a member of");
        assertRefused(json -> json.put("reported_at", "yesterday"), RefusalReason.INVALID_MEMBER, "reported_at");
        assertRefused(json -> json.put("reported_at", "2026-07-02T08:00:00"), RefusalReason.INVALID_MEMBER, "UTC");
        assertRefused(json -> json.put("kme_id", "KME MFA"), RefusalReason.INVALID_MEMBER, "kme_id");
        assertRefused(
                json -> json.put("origin", "pqc"), RefusalReason.INVALID_MEMBER, "one of [QKD, PQC], got \"pqc\"");
        assertRefused(json -> json.put("origin", 1), RefusalReason.INVALID_MEMBER, "at origin");
        assertRefused(json -> json.put("schema", "qkd.key-store/2"), RefusalReason.UNKNOWN_SCHEMA, "key-store/1");
        assertRefused(json -> json.put("schema", 1), RefusalReason.UNKNOWN_SCHEMA, "key-store/1");
    }

    @Test
    void namesAValueThatIsImpossible() {
        assertRefused(json -> json.put("usable_bits", -1), RefusalReason.OUT_OF_RANGE, "usable_bits is from 0");
        assertRefused(json -> json.put("usable_bits", 6_619_137), RefusalReason.OUT_OF_RANGE, "to 6619136");
        assertRefused(json -> json.put("capacity_bits", 0), RefusalReason.OUT_OF_RANGE, "capacity_bits is from 1");
        assertRefused(json -> json.put("reserve_bits", 33_554_433), RefusalReason.OUT_OF_RANGE, "reserve_bits");
        assertRefused(json -> json.put("key_bits", 0), RefusalReason.OUT_OF_RANGE, "key_bits");
        assertRefused(json -> json.put("oldest_s", -1), RefusalReason.OUT_OF_RANGE, "oldest_s");
        assertRefused(json -> json.put("produced_bits", (1L << 53) + 1), RefusalReason.OUT_OF_RANGE, "produced_bits");
        assertRefused(json -> json.put("grade", "qkd"), RefusalReason.OUT_OF_RANGE, "capital letters");
        assertRefused(json -> json.put("peer_kme_id", "KME-MFA"), RefusalReason.OUT_OF_RANGE, "two KMEs");
    }

    private void assertRefused(Consumer<ObjectNode> change, RefusalReason reason, String mentioned) {
        Refusal refusal = refusal(change);
        assertThat(refusal.reason()).as(refusal.detail()).isEqualTo(reason);
        assertThat(refusal.detail()).contains(mentioned);
    }

    @Test
    void refusesWhatIsNoDocument() {
        for (String text : List.of("", "[]", "{", example + "{}", "null")) {
            Unreadable read = (Unreadable) reader.read(text.getBytes(StandardCharsets.UTF_8));
            assertThat(read.refusal().reason()).as(text).isEqualTo(RefusalReason.NOT_JSON);
        }
    }
}
