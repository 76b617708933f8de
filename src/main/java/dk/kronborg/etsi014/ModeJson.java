package dk.kronborg.etsi014;

import com.fasterxml.jackson.annotation.JsonInclude;
import dk.kronborg.kms.delivery.Service;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a request was served, the key_container_extension of an answer with fresh keys.
 *
 * @param qciPolicyApplied name of the policy: the strictest of the domain's, the pair's and the request's
 * @param qciMode          of the way to the target's KME at that time
 * @param qciDegraded      whether the keys rest on less than the policy asks for while quantum keys can be had
 * @param qciReason        why, if they do
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ModeJson(
        String qciPolicyApplied,
        String qciMode,
        @Nullable Boolean qciDegraded,
        @Nullable String qciReason) {

    /** Policy and mode where a KME gives keys of its own to two of its SAEs. */
    static final String LOCAL = "LOCAL";

    /**
     * How keys were served.
     *
     * @param service nothing for keys of grade LOCAL
     */
    static ModeJson of(Optional<Service> service) {
        return service.map(known -> new ModeJson(
                        known.policy().name(),
                        known.mode().name(),
                        known.degraded().isPresent(),
                        known.degraded().map(Enum::name).orElse(null)))
                .orElseGet(() -> new ModeJson(LOCAL, LOCAL, null, null));
    }
}
