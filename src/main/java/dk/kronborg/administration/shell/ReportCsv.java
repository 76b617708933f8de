package dk.kronborg.administration.shell;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Puts the pairs of SAEs of a monthly report into lines; what stands in them needs no quotes. */
final class ReportCsv {

    private static final List<String> GRADES = List.of("QKD", "HYBRID", "PQC", "LOCAL");
    private static final String HEADS =
            "month,finished,sae,peer,keys_qkd,keys_hybrid,keys_pqc,keys_local,degraded_keys,requests_answered,"
                    + "requests_refused,availability";

    private ReportCsv() {}

    static String of(JsonNode report) {
        StringBuilder text = new StringBuilder(HEADS).append('\n');
        for (JsonNode sae : report.path("saes")) {
            for (JsonNode peer : sae.path("peers")) {
                text.append(String.join(",", line(report, sae, peer))).append('\n');
            }
        }
        return text.toString();
    }

    private static List<String> line(JsonNode report, JsonNode sae, JsonNode peer) {
        long refused = StreamSupport.stream(peer.path("requests_refused").spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .sum();
        Stream<String> keys =
                GRADES.stream().map(grade -> peer.path("keys").path(grade).asText());
        return Stream.of(
                        Stream.of(
                                report.path("month").asText(),
                                report.path("finished").asText(),
                                sae.path("sae").asText(),
                                peer.path("sae").asText()),
                        keys,
                        Stream.of(
                                peer.path("degraded_keys").asText(),
                                peer.path("requests_answered").asText(),
                                String.valueOf(refused),
                                peer.path("availability").asText()))
                .flatMap(part -> part)
                .toList();
    }
}
