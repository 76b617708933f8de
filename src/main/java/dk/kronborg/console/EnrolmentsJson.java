package dk.kronborg.console;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.topology.enrolment.Enrolment;
import dk.kronborg.topology.enrolment.EnrolmentRequest;
import dk.kronborg.topology.enrolment.Enrolments;
import dk.kronborg.topology.enrolment.json.EnrolmentJson;
import dk.kronborg.topology.map.json.MalformedException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How far enrolments of KMEs have come, the newest first. */
@Schema(name = "Enrolments")
@JsonNaming(SnakeCaseStrategy.class)
public record EnrolmentsJson(List<EnrolmentStateJson> enrolments) {

    /** One enrolment. */
    @Schema(name = "Enrolment")
    @JsonNaming(SnakeCaseStrategy.class)
    public record EnrolmentStateJson(
            UUID id,
            String kme,

            @Schema(enumeration = {"INVITED", "REQUESTED", "VOID"})
            String state,

            Instant expires,

            @Schema(description = "requests that were not sealed by the code; after 5 the invitation is void")
            int wrong,

            @Schema(description = "who invited it") String operator,

            String why,
            Instant at,

            @Schema(
                    description = "by which the new key of the KME is known: to be compared with what people at the KME"
                            + " read out, before two officers approve it")
            @Nullable
            String identityKey,

            @Schema(description = "of the whole request, to be compared as well") @Nullable
            String digest,

            @Schema(description = "of a network that knows the KME by that key") @Nullable
            UUID proposal) {

        static EnrolmentStateJson of(Enrolment enrolment) {
            Optional<EnrolmentRequest> request = enrolment.request().map(EnrolmentStateJson::request);
            return new EnrolmentStateJson(
                    enrolment.id(),
                    enrolment.kme().value(),
                    enrolment.state().name(),
                    enrolment.expires(),
                    enrolment.wrong(),
                    enrolment.by().who(),
                    enrolment.by().why(),
                    enrolment.by().at(),
                    request.map(come -> come.identity().pin().text()).orElse(null),
                    request.map(come -> come.digest().text()).orElse(null),
                    enrolment.proposal().orElse(null));
        }

        static EnrolmentRequest request(String document) {
            try {
                return EnrolmentJson.readRequest(document.getBytes(StandardCharsets.UTF_8));
            } catch (MalformedException e) {
                throw new IllegalStateException("a request was kept in another form", e);
            }
        }
    }

    /** An invitation, with the code, which is shown this once. */
    @Schema(name = "Invitation")
    @JsonNaming(SnakeCaseStrategy.class)
    public record InvitedJson(
            EnrolmentStateJson enrolment,

            @Schema(
                    description = "for the people at the KME, by another way than the invitation; it is kept nowhere",
                    examples = "7K3M-0QRS-T1VW-XYZ2-3456")
            String code,

            @Schema(
                    description = "kronborg-invitation/1, docs/enrolment.md: the file for the KME",
                    type = SchemaType.OBJECT)
            @JsonRawValue
            String invitation) {

        static InvitedJson of(Enrolments.Invited invited) {
            return new InvitedJson(
                    EnrolmentStateJson.of(invited.enrolment()),
                    invited.code().spelled(),
                    invited.enrolment().invitation());
        }
    }
}
