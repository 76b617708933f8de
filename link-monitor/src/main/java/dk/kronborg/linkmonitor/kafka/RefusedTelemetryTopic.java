package dk.kronborg.linkmonitor.kafka;

import dk.kronborg.linkmonitor.intake.Judgement.Rejected;
import dk.kronborg.linkmonitor.intake.RefusalOutlet;
import dk.kronborg.linkmonitor.json.RefusedEventJson;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;

/** Hands refused records on with the reason, under the key they came with. */
@ApplicationScoped
public class RefusedTelemetryTopic implements RefusalOutlet {

    private static final int IN_FLIGHT = 64;

    private final MutinyEmitter<byte[]> topic;

    @Inject
    public RefusedTelemetryTopic(@Channel("telemetry-refused") MutinyEmitter<byte[]> topic) {
        this.topic = topic;
    }

    @Override
    public void handOn(List<Rejected> refusals) {
        Multi.createFrom()
                .iterable(refusals)
                .onItem()
                .transformToUni(this::send)
                .merge(IN_FLIGHT)
                .collect()
                .last()
                .await()
                .indefinitely();
    }

    private Uni<Void> send(Rejected rejected) {
        var metadata = OutgoingKafkaRecordMetadata.<byte[]>builder();
        rejected.record().key().ifPresent(metadata::withKey);
        return topic.sendMessage(Message.of(RefusedEventJson.of(rejected).bytes(), Metadata.of(metadata.build())));
    }
}
