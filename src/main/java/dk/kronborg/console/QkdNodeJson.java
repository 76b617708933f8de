package dk.kronborg.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A node as ETSI GS QKD 015 V2.1.1 has it, in the JSON of RFC 7951: identities with the name of their module, decimal
 * fractions as texts. What is not known is left out.
 */
@Schema(name = "EtsiQkdNodeDocument")
public record QkdNodeJson(
        @JsonProperty("etsi-qkd-sdn-node:qkd_node") Node qkdNode) {

    /** Container {@code qkd_node}. */
    @Schema(name = "EtsiQkdNode")
    @JsonNaming(SnakeCaseStrategy.class)
    public record Node(
            UUID qkdnId,

            @Schema(description = "the site") String qkdnLocationId,

            Capabilities qkdnCapabilities,
            Applications qkdApplications,
            Interfaces qkdInterfaces,
            Links qkdLinks) {}

    /** Container {@code qkdn_capabilities}. */
    @Schema(name = "EtsiQkdNodeCapabilities")
    @JsonNaming(SnakeCaseStrategy.class)
    public record Capabilities(boolean linkStatsSupport, boolean applicationStatsSupport, boolean keyRelayModeEnable) {}

    /** Container {@code qkd_applications}. */
    @Schema(name = "EtsiQkdApplications")
    @JsonNaming(SnakeCaseStrategy.class)
    public record Applications(List<Application> qkdApp) {}

    /** A pair of SAEs, one of which is at home here. */
    @Schema(name = "EtsiQkdApplication")
    @JsonNaming(SnakeCaseStrategy.class)
    public record Application(
            UUID appId,
            String appStatus,
            String appType,
            String serverAppId,
            List<String> clientAppId,
            List<UUID> backingQkdlId,
            UUID localQkdnId,
            UUID remoteQkdnId) {}

    /** Container {@code qkd_interfaces}. */
    @Schema(name = "EtsiQkdInterfaces")
    @JsonNaming(SnakeCaseStrategy.class)
    public record Interfaces(List<Interface> qkdInterface) {}

    /** A device. */
    @Schema(name = "EtsiQkdInterface")
    @JsonNaming(SnakeCaseStrategy.class)
    public record Interface(
            long qkdiId,

            @Schema(description = "the device") String qkdiModel,

            String qkdiType,
            InterfaceCapabilities qkdiCapabilities) {}

    /** Container {@code qkdi_capabilities}. */
    @Schema(name = "EtsiQkdInterfaceCapabilities")
    @JsonNaming(SnakeCaseStrategy.class)
    public record InterfaceCapabilities(String roleSupport) {}

    /** Container {@code qkd_links}. */
    @Schema(name = "EtsiQkdLinks")
    @JsonNaming(SnakeCaseStrategy.class)
    public record Links(List<Link> qkdLink) {}

    /** A link between devices (PHYS), or what joins two KMEs whose SAEs share keys without one (VIRT). */
    @Schema(name = "EtsiQkdLink")
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Link(
            UUID qkdlId,
            @Nullable String qkdlStatus,
            @Nullable Boolean qkdlEnable,
            End qkdlLocal,
            End qkdlRemote,
            String qkdlType,
            List<UUID> qkdlApplications,
            @Nullable String physChannelAtt,
            @Nullable String physQkdRole,
            @Nullable Performance qkdlPerformance) {}

    /** Containers {@code qkdl_local} and {@code qkdl_remote}. */
    @Schema(name = "EtsiQkdLinkEnd")
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record End(UUID qkdnId, @Nullable Long qkdiId) {}

    /** Container {@code qkdl_performance}; rates in bits a second. */
    @Schema(name = "EtsiQkdLinkPerformance")
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Performance(@Nullable Long skr, @Nullable Long eskr, List<Physical> physPerf) {}

    /** List {@code phys_perf}. */
    @Schema(name = "EtsiQkdPhysicalPerformance")
    @JsonNaming(SnakeCaseStrategy.class)
    public record Physical(
            String perfType,

            @Schema(description = "of QBER, the fraction", examples = "0.021")
            String value) {}
}
