package org.rehome.gateway.api;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.ledger.Line;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.InvalidAddress;
import org.rehome.contracts.event.FederationEvent.Direction;
import org.rehome.contracts.event.LedgerEvent.PartitionAccounted;
import org.rehome.rest.Problem;

/// The account of every stanza, of all gateways and edges together.
@Path("/ledger")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "ledger")
public class LedgerResource {
    private final RunningGateway gateway;

    LedgerResource(RunningGateway gateway) {
        this.gateway = gateway;
    }

    /// The whole.
    @Schema(name = "Ledger")
    public record LedgerAnswer(
            @Schema(
                    description = "Whether accepted = delivered + returned + dropped + unattributed + held + inFlight"
                            + " agrees with the offsets that are settled, on every partition",
                    examples = "true")
            boolean balanced,

            List<Account> accounts,
            List<Partition> partitions) {}

    /// A partner and a direction.
    @Schema(name = "Account")
    public record Account(
            @Schema(enumeration = {"inbound", "outbound", "legacy"})
            String direction,

            @Schema(examples = "partner1.test") Domain partner,

            @Schema(description = "Stanzas made durable", examples = "1204")
            long accepted,

            @Schema(
                    description = "Delivered and confirmed, by pool: inbound, the pool that took them; outbound, the"
                            + " pool that sent them, or - for errors that Rehome made",
                    examples = "{\"legacy\": 800, \"new\": 380}")
            Map<String, Long> delivered,

            @Schema(description = "Sent back to their senders as errors", examples = "7")
            long returned,

            @Schema(description = "Ended by a rule that answers nothing", examples = "1")
            long dropped,

            @Schema(
                    description = "Settled right before a crash: delivered, returned or dropped, and which was not"
                            + " noted",
                    examples = "0")
            long unattributed,

            @Schema(description = "Waiting: GET /held lists them", examples = "15")
            long held,

            @Schema(description = "On their way, or not read again yet after a hand-over", examples = "1")
            long inFlight) {
        static Account of(Line line) {
            return new Account(
                    directionOf(line.topic()),
                    line.partner(),
                    line.accepted(),
                    new TreeMap<>(line.delivered()),
                    line.returned(),
                    line.dropped(),
                    line.unattributed(),
                    line.held(),
                    line.inFlight());
        }
    }

    /// Who has written which part.
    @Schema(name = "LedgerPartition")
    public record Partition(
            @Schema(enumeration = {"inbound", "outbound", "legacy"})
            String direction,

            @Schema(examples = "3") int partition,

            @Schema(description = "The gateway or edge that works it", examples = "gateway-1")
            String by,

            @Schema(description = "When its account was written; it is not written while nothing changes")
            Instant at,

            @Schema(
                    description = "0, or how many stanzas the account has more than the offsets say are unsettled",
                    examples = "0")
            long difference) {
        static Partition of(PartitionAccounted account) {
            return new Partition(
                    directionOf(account.topic()),
                    account.partition(),
                    account.by(),
                    account.at(),
                    account.difference());
        }
    }

    @GET
    @Operation(
            summary = "Show what has become of every accepted stanza, by partner, direction and pool",
            description = "Each partition's account is written at most every second by the gateway or edge that works"
                    + " it, together with its offsets, and goes on after a restart or a crash.")
    public LedgerAnswer show(
            @Parameter(description = "Only inbound, or only outbound", example = "inbound")
                    @QueryParam("direction")
                    @Nullable
                    String direction,
            @Parameter(description = "Only this partner's domain", example = "partner1.test")
                    @QueryParam("partner")
                    @Nullable
                    String partner) {
        if (direction != null && Direction.ofWire(direction).isEmpty()) {
            throw Problem.badRequest("direction", "there are inbound, outbound and legacy, not \"" + direction + "\"");
        }
        Domain only = partner == null ? null : domain(partner);
        List<PartitionAccounted> accounts = gateway.get().ledger().accounts().stream()
                .filter(each -> direction == null || direction.equals(directionOf(each.topic())))
                .toList();
        return new LedgerAnswer(
                accounts.stream().allMatch(each -> each.difference() == 0),
                Line.of(accounts).stream()
                        .filter(line -> only == null || line.partner().equals(only))
                        .map(Account::of)
                        .toList(),
                accounts.stream().map(Partition::of).toList());
    }

    private static Domain domain(String text) {
        try {
            return Domain.parse(text);
        } catch (InvalidAddress e) {
            throw Problem.badRequest("partner", String.valueOf(e.getMessage()));
        }
    }

    private static String directionOf(String topic) {
        return Direction.ofTopic(topic).wire();
    }
}
