package dk.kronborg.administration.shell;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** Puts a KME's status into tables for people. */
final class StatusText {

    private static final String GAP = "  ";

    private StatusText() {}

    static String of(JsonNode status) {
        StringBuilder text = new StringBuilder();
        text.append(status.path("kme").asText())
                .append(", incarnation ")
                .append(status.path("incarnation").asText())
                .append("\n\nPools, in bits; unconfirmed and held in blocks\n");
        table(
                text,
                List.of(
                        "from",
                        "to",
                        "origin",
                        "unconfirmed",
                        "held",
                        "produced",
                        "stored",
                        "delivered",
                        "spent",
                        "burnt",
                        "destroyed",
                        "imbalance"),
                status.path("pools"),
                List.of(
                        "from",
                        "to",
                        "origin",
                        "unconfirmed_blocks",
                        "held_blocks",
                        "produced_bits",
                        "stored_bits",
                        "delivered_bits",
                        "spent_bits",
                        "burnt_bits",
                        "destroyed_bits",
                        "imbalance_bits"));
        List<String> drained = StreamSupport.stream(status.path("drained").spliterator(), false)
                .map(JsonNode::asText)
                .map(sae -> sae.equals("*") ? "everybody" : sae)
                .toList();
        text.append("\nDrained: ")
                .append(drained.isEmpty() ? "nobody" : String.join(", ", drained))
                .append('\n');
        if (!status.path("releases").isEmpty()) {
            text.append("\nReleases that wait for a second person\n");
            List<String> columns = List.of("request", "blocks", "requested_by", "requested_at");
            table(text, List.of("request", "blocks", "by", "at"), status.path("releases"), columns);
        }
        text.append("\nLast TLS session of each SAE\n");
        List<String> columns = List.of("sae", "protocol", "group", "since", "connections");
        table(text, columns, status.path("sessions"), columns);
        return text.toString();
    }

    private static void table(StringBuilder text, List<String> heads, JsonNode rows, List<String> members) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(heads);
        rows.forEach(row -> lines.add(
                members.stream().map(member -> row.path(member).asText()).toList()));
        for (List<String> line : lines) {
            StringBuilder shown = new StringBuilder();
            for (int column = 0; column < heads.size(); column++) {
                int at = column;
                int width = lines.stream()
                        .mapToInt(other -> other.get(at).length())
                        .max()
                        .orElse(0);
                boolean number =
                        !rows.isEmpty() && rows.get(0).path(members.get(column)).isNumber();
                String padding = " ".repeat(width - line.get(column).length());
                shown.append(GAP)
                        .append(number ? padding : "")
                        .append(line.get(column))
                        .append(number ? "" : padding);
            }
            text.append(shown.toString().stripTrailing()).append('\n');
        }
    }
}
