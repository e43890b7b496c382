package org.rehome.dns.api;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.rehome.dns.DnsService;
import org.rehome.dns.cutover.Cutover;
import org.rehome.dns.record.DnsName;
import org.rehome.dns.record.InvalidRecords;
import org.rehome.dns.socket.InvalidZone;
import org.rehome.dns.socket.MasterFile;
import org.rehome.dns.socket.Zone;
import org.rehome.rest.EntityTags;
import org.rehome.rest.Page;
import org.rehome.rest.PageLimit;
import org.rehome.rest.Problem;

/// The zones of the embedded server.
@Path("/zones")
@RunOnVirtualThread
@Tag(name = "zones", description = "The zones of the embedded DNS server")
public final class ZonesResource {
    private static final String MASTER_FILE = "text/dns";
    private static final String EXAMPLE = """
            $TTL 300
            @ SOA ns1 hostmaster 1 3600 600 604800 60
            @ NS ns1
            ns1 A 127.0.0.1
            legacy A 127.0.0.10
            _xmpp-server._tcp SRV 10 0 5269 legacy
            """;

    private final DnsService service;

    ZonesResource(DnsService service) {
        this.service = service;
    }

    /// A zone in a list.
    @Schema(name = "Zone")
    public record ZoneView(
            @Schema(examples = "example.test") String zone,
            @Schema(examples = "7") long serial,
            @Schema(examples = "5") int records) {
        static ZoneView of(Zone zone) {
            return new ZoneView(zone.name(), zone.serial(), zone.size());
        }
    }

    @PUT
    @Path("/{zone}")
    @Consumes({MASTER_FILE, MediaType.TEXT_PLAIN})
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Put a zone",
            description =
                    "The body is a master file (RFC 1035 §5). The same content again changes nothing; other content"
                            + " gets a newer serial. Refused while a cut-over of the zone is in flight, except with force=true.")
    @APIResponseSchema(value = ZoneView.class, responseCode = "200")
    @APIResponse(responseCode = "409", description = "A cut-over of it is in flight, or it has changed")
    @APIResponse(responseCode = "422", description = "The embedded server is off")
    public Response put(
            @PathParam("zone") String zone,
            @QueryParam("force") boolean force,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @RequestBody(
                            content =
                                    @Content(
                                            mediaType = MASTER_FILE,
                                            schema = @Schema(implementation = String.class),
                                            examples = @ExampleObject(name = "example.test", value = EXAMPLE)))
                    @Nullable
                    String masterFile) {
        requireEmbedded();
        DnsName name = name(zone);
        if (masterFile == null || masterFile.isBlank()) {
            throw Problem.badRequest("body", "it is empty: give the zone's master file (RFC 1035 §5)");
        }
        try {
            Zone wanted = MasterFile.read(name, masterFile);
            Zone stored = service.zones().put(wanted, present -> {
                EntityTags.check(ifMatch, present == null ? 0 : present.serial());
                if (!force) {
                    refuseInFlight(name);
                }
            });
            return Response.ok(ZoneView.of(stored))
                    .tag(EntityTags.tag(stored.serial()))
                    .build();
        } catch (InvalidZone e) {
            throw Problem.badRequest("body", String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw Problem.unavailable("the zone could not be stored, it is as it was: " + e.getMessage());
        }
    }

    private void refuseInFlight(DnsName zone) {
        Optional<Cutover> inFlight = service.registry().cutovers().stream()
                .filter(each -> each.inFlight() && each.plan().zone().equals(zone))
                .findFirst();
        if (inFlight.isPresent()) {
            throw Problem.conflict(
                    "cut-over " + inFlight.get().plan().id() + " of "
                            + inFlight.get().plan().domain()
                            + " is in flight and its records would be lost: complete it or roll it back first, or use"
                            + " force=true",
                    null);
        }
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "List the zones", description = "In the order of their names")
    public Page<ZoneView> list(
            @QueryParam("after") @Nullable String after, @QueryParam("limit") @Nullable Integer limit) {
        requireEmbedded();
        int most = PageLimit.of(limit);
        List<ZoneView> rest = service.zones().all().stream()
                .filter(zone -> after == null || zone.name().compareTo(after) > 0)
                .limit(most + 1L)
                .map(ZoneView::of)
                .toList();
        return rest.size() <= most
                ? new Page<>(rest, null)
                : new Page<>(rest.subList(0, most), rest.get(most - 1).zone());
    }

    @GET
    @Path("/{zone}")
    @Produces(MASTER_FILE)
    @Operation(summary = "Get a zone as a master file, as it is now")
    @APIResponse(
            responseCode = "200",
            description = "The master file",
            content =
                    @Content(
                            mediaType = MASTER_FILE,
                            schema = @Schema(implementation = String.class),
                            examples = @ExampleObject(name = "example.test", value = EXAMPLE)))
    @APIResponse(responseCode = "422", description = "The embedded server is off")
    public Response get(@PathParam("zone") String zone) {
        requireEmbedded();
        Zone found = service.zones().get(name(zone)).orElseThrow(() -> Problem.notFound("zone \"" + zone + "\""));
        return Response.ok(found.masterFile(), MASTER_FILE)
                .tag(EntityTags.tag(found.serial()))
                .build();
    }

    private static DnsName name(String zone) {
        try {
            DnsName name = DnsName.parse(zone);
            if (!name.equals(DnsName.ROOT)) {
                return name;
            }
        } catch (InvalidRecords e) {
            throw Problem.badRequest("zone", e.reason());
        }
        throw Problem.badRequest("zone", "the root is no zone of this server");
    }

    private void requireEmbedded() {
        if (!service.embedded()) {
            throw Problem.unprocessable(
                    "embedded",
                    "the embedded DNS server is off (rehome.dns.embedded.enabled): edit the zone at "
                            + service.primary());
        }
    }
}
