package dk.kronborg.console;

import dk.kronborg.console.PlannedNetwork.Basis;
import dk.kronborg.linkmonitor.keyrate.PlannedKeyRate;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.path.PathRequest;
import dk.kronborg.topology.path.WeighedPath;
import dk.kronborg.topology.planning.Failure;
import dk.kronborg.topology.planning.KmePair;
import dk.kronborg.topology.planning.Planner;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What a failure would cost, and what keys cost on their way: of the network as it is planned, not as it is now. */
@Path("/api/v1/planning")
@Tag(name = "Planning")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed("VIEWER")
@Blocking
public class PlanningResource {

    private static final int MOST_ROWS = 500;
    private static final int MOST_PATHS = 4;
    private static final String VERSION = "of the network; the one in force if left out";
    private static final String PROPOSAL = "that is asked about instead of a version";

    /** Questions take a processor for seconds: one at a time. */
    private static final ReentrantLock ONE = new ReentrantLock(true);

    private final PlannedNetwork networks;

    @Inject
    PlanningResource(PlannedNetwork networks) {
        this.networks = networks;
    }

    @GET
    @Path("failures")
    @Operation(
            summary = "What a failure would cost: which pairs of KMEs lose what",
            description =
                    "Of all parts that are named, failing together. If none is named, what every single site, link"
                            + " and cable of several links would cost alone, the worst first. Links make what they are planned to;"
                            + " what is in store is not counted on.")
    @APIResponse(responseCode = "200")
    @APIResponse(
            responseCode = "400",
            description = "A parameter is wrong, or the question is too large",
            content =
                    @Content(mediaType = ProblemJson.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
    @APIResponse(
            responseCode = "404",
            description = "There is no such version, proposal, site, KME, link or cable",
            content =
                    @Content(mediaType = ProblemJson.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
    public FailuresJson failures(
            @Parameter(description = "that fails with all that is there", example = "SOR") @QueryParam("site")
                    List<String> sites,
            @Parameter(description = "that fails with its links", example = "KME-SOR") @QueryParam("kme")
                    List<String> kmes,
            @Parameter(description = "that fails", example = "DC1-SOR") @QueryParam("link") List<String> links,
            @Parameter(
                            description =
                                    "that is cut; a link whose cable is not known has one of its own, called like it",
                            example = "DC1-SOR")
                    @QueryParam("cable")
                    List<String> cables,
            @Parameter(description = "KME: pairs without one of these are not looked at", example = "KME-MFA")
                    @QueryParam("of")
                    List<String> of,
            @Parameter(description = VERSION, schema = @Schema(type = SchemaType.INTEGER, minimum = "1"))
                    @QueryParam("version")
                    @Nullable
                    String version,
            @Parameter(description = PROPOSAL) @QueryParam("proposal") @Nullable String proposal,
            @Parameter(
                            description = "failures, or pairs of the one that is asked for, a page; 200 if left out",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500"))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(description = "next of the page before", schema = @Schema(type = SchemaType.INTEGER))
                    @QueryParam("cursor")
                    @Nullable
                    String cursor) {
        Rows rows = new Rows(
                (int) Math.min(Parameters.place(cursor).orElse(0), Integer.MAX_VALUE - MOST_ROWS),
                Parameters.limit(limit, MOST_ROWS));
        Basis basis = networks.basis(version, proposal);
        PlannedParts parts = new PlannedParts(basis.network());
        Set<Failure> together = new LinkedHashSet<>();
        sites.forEach(site -> together.add(new Failure.OfSite(parts.site("site", site))));
        kmes.forEach(kme -> together.add(new Failure.OfKme(parts.kme("kme", kme))));
        links.forEach(link -> together.add(new Failure.OfLink(parts.link("link", link))));
        cables.forEach(cable -> together.add(new Failure.OfCable(parts.cable("cable", cable))));
        Set<KmeId> looked = new LinkedHashSet<>();
        of.forEach(kme -> looked.add(parts.kme("of", kme)));
        Collection<Failure> single = together.isEmpty() ? Failure.single(basis.network()) : List.of();
        PlanningEffort.check(basis.network(), looked.size(), Math.max(1, single.size()));
        return alone(() -> {
            Set<KmePair> pairs =
                    looked.isEmpty() ? KmePair.all(basis.network()) : KmePair.with(basis.network(), looked);
            Planner planner = planner(basis.network(), pairs);
            return together.isEmpty()
                    ? FailuresJson.of(basis, pairs.size(), planner.tolls(single), rows)
                    : FailuresJson.of(basis, pairs.size(), together, planner.impactOf(together), rows);
        });
    }

    @GET
    @Path("cost")
    @Operation(
            summary = "What keys from one KME to another cost on every hop",
            description = "Over the path that they take, or in shares over as many disjoint ones. Without what"
                    + " authentication takes: 32 bytes on each hop for a block of 2 or 8 KiB.")
    @APIResponse(responseCode = "200")
    @APIResponse(
            responseCode = "400",
            description = "A parameter is wrong",
            content =
                    @Content(mediaType = ProblemJson.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
    @APIResponse(
            responseCode = "404",
            description = "There is no such version, proposal or KME, or there are not as many paths",
            content =
                    @Content(mediaType = ProblemJson.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
    public KeyCostJson cost(
            @Parameter(description = "KME that makes the keys", required = true, example = "KME-MFA")
                    @QueryParam("from")
                    @Nullable
                    String from,
            @Parameter(description = "KME that gets them", required = true, example = "KME-SDU")
                    @QueryParam("to")
                    @Nullable
                    String to,
            @Parameter(
                            description =
                                    "without a relay or a cable in common, each for a share of every key; 1 if left"
                                            + " out",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "4"))
                    @QueryParam("paths")
                    @Nullable
                    String paths,
            @Parameter(description = VERSION, schema = @Schema(type = SchemaType.INTEGER, minimum = "1"))
                    @QueryParam("version")
                    @Nullable
                    String version,
            @Parameter(description = PROPOSAL) @QueryParam("proposal") @Nullable String proposal) {
        if (from == null || to == null) {
            throw RefusedRequestException.invalid(
                    (from == null ? "from" : "to") + " is missing; it names a KME, as in from=KME-MFA&to=KME-SDU");
        }
        int count = Parameters.number("paths", paths, 1, MOST_PATHS);
        Basis basis = networks.basis(version, proposal);
        PlannedParts parts = new PlannedParts(basis.network());
        KmeId first = parts.kme("from", from);
        KmeId last = parts.kme("to", to);
        if (first.equals(last)) {
            throw RefusedRequestException.invalid("from and to are two different KMEs, got " + first + " twice");
        }
        return alone(() -> {
            Planner planner = planner(basis.network(), List.of());
            List<WeighedPath> found = planner.paths()
                    .disjoint(new PathRequest(first, last), count)
                    .paths();
            if (found.size() < count) {
                throw NetworkResource.notFound("From " + first + " to " + last + " there " + number(found.size())
                        + " over KMEs whose sites relay, without a relay or a cable in common; paths is " + count);
            }
            return KeyCostJson.of(basis, first, last, found, planner.paths());
        });
    }

    private static String number(int paths) {
        return switch (paths) {
            case 0 -> "is no path";
            case 1 -> "is 1 path";
            default -> "are " + paths + " paths";
        };
    }

    /** Of a network whose links make what they are planned to. */
    static Planner planner(Network network, Collection<KmePair> pairs) {
        Map<Link, Double> rates = new HashMap<>();
        network.links().forEach(link -> rates.put(link, rate(link)));
        return Planner.planned(network, link -> rates.getOrDefault(link, 0.0), pairs);
    }

    /** Secret bits a second that a link is planned to make. */
    static double rate(Link link) {
        try {
            return PlannedKeyRate.of(link).bitsPerSecond();
        } catch (IllegalArgumentException e) {
            throw RefusedRequestException.invalid("link " + link.id() + ": " + e.getMessage());
        }
    }

    private static <T> T alone(Supplier<T> work) {
        ONE.lock();
        try {
            return work.get();
        } finally {
            ONE.unlock();
        }
    }

    /** A page of a list. */
    record Rows(int from, int most) {

        <T> List<T> of(List<T> all) {
            return all.subList(Math.min(from, all.size()), Math.min(from + most, all.size()));
        }

        /** Where the next page of so many begins, if there is one. */
        @Nullable
        Integer next(int all) {
            return from + most < all ? Integer.valueOf(from + most) : null;
        }
    }
}
