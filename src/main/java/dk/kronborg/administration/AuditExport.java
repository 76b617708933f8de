package dk.kronborg.administration;

import dk.kronborg.kms.audit.AuditLedger;
import dk.kronborg.plane.Exchange;
import dk.kronborg.plane.Problem;
import dk.kronborg.topology.audit.AuditHead;
import dk.kronborg.topology.audit.AuditSigner;
import dk.kronborg.topology.identity.KmeId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** What operators and auditors read of the audit log of a KME, docs/audit.md. */
public final class AuditExport {

    private static final int MOST_HEADS = 100;

    /** A head as operators see it; the signature is in the export. */
    private record Head(String run, long number, String chain, long records, String at, String pin) {
        static Head of(AuditHead.Signed signed) {
            AuditHead head = signed.head();
            return new Head(
                    head.point().run().toString(),
                    head.point().number(),
                    head.point().chain().text(),
                    head.records(),
                    head.at().toString(),
                    signed.signature().pin());
        }
    }

    private record Heads(String log, List<Head> heads) {}

    private record Key(String log, String pin) {}

    private final KmeId here;
    private final AuditLedger ledger;
    private final Optional<AuditSigner> signer;
    private final AtomicBoolean exporting = new AtomicBoolean();
    /** By the last part of their address. */
    private final Map<String, Consumer<Exchange>> documents =
            Map.of("audit/export", this::export, "audit/heads", this::heads, "audit/key", this::key);

    /**
     * The log of a KME.
     *
     * @param signer nothing if the KME has no identity key; then nothing can be exported
     */
    public AuditExport(KmeId here, AuditLedger ledger, Optional<AuditSigner> signer) {
        this.here = here;
        this.ledger = ledger;
        this.signer = signer;
    }

    boolean has(String name) {
        return documents.containsKey(name);
    }

    void answer(Exchange exchange, String name) {
        if (signer.isEmpty()) {
            Problem.answer(
                    exchange,
                    409,
                    "Conflict",
                    "this KME has no identity key to sign with: kronborg.kme.pqc.identity-keys");
        } else {
            Objects.requireNonNull(documents.get(name)).accept(exchange);
        }
    }

    /** One at a time: each holds a connection to the database for as long as its reader takes. */
    private void export(Exchange exchange) {
        if (!exporting.compareAndSet(false, true)) {
            Problem.answer(exchange, 503, "Service Unavailable", "the log is being exported to somebody else");
            return;
        }
        try {
            exchange.endStreaming("application/x-ndjson", out -> ledger.export(out, signer.orElseThrow()));
        } finally {
            exporting.set(false);
        }
    }

    private void heads(Exchange exchange) {
        List<Head> heads = ledger.heads(MOST_HEADS).stream().map(Head::of).toList();
        exchange.endJson(200, "application/json", new Heads(here.value(), heads));
    }

    private void key(Exchange exchange) {
        String pin = signer.orElseThrow()
                .sign(("kronborg-audit-key/1 " + here).getBytes(StandardCharsets.UTF_8))
                .pin();
        exchange.endJson(200, "application/json", new Key(here.value(), pin));
    }
}
