package org.rehome.dns.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.rehome.dns.cutover.Cell;
import org.rehome.dns.cutover.Cutover;
import org.rehome.dns.cutover.Matrix;

/// What every server answers for every record set of a cut-over.
@Schema(name = "Verification")
public record VerificationView(
        @Schema(examples = "019ab2c4-7d1e-7c53-9a44-0f6a52c3e1b7")
        String id,

        @Schema(description = "True when every cell is ok", examples = "false")
        boolean verified,

        @Schema(examples = "applied") String state,

        @Schema(examples = "[\"ns1.example.test\"]") List<String> servers,
        List<CellView> cells) {

    /// One server's answer for one record set.
    @Schema(name = "VerificationCell")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record CellView(
            @Schema(examples = "ns1.example.test") String server,
            @Schema(examples = "192.0.2.53:53") String address,

            @Schema(
                    examples = "resolver",
                    enumeration = {"primary", "authoritative", "resolver"})
            String role,

            @Schema(examples = "_xmpp-server._tcp.example.test")
            String name,

            @Schema(examples = "SRV") String type,

            @Schema(
                    examples = "stale",
                    enumeration = {"ok", "lagging", "stale", "wrong", "unreachable"})
            String outcome,

            @Schema(examples = "[\"_xmpp-server._tcp.example.test. 300 IN SRV 10 0 5269 legacy.example.test.\"]")
            List<String> found,

            @Schema(description = "When a stale answer ends") @Nullable
            Instant until,

            @Schema(description = "Why it is not ok", examples = "the old records, kept until their TTL ends") @Nullable
            String detail) {
        static CellView of(Cell cell) {
            return new CellView(
                    cell.server().name(),
                    cell.server().address(),
                    cell.server().role().text(),
                    cell.key().name().text(),
                    cell.key().type().name(),
                    cell.outcome().text(),
                    cell.found(),
                    cell.until(),
                    cell.detail());
        }
    }

    static VerificationView of(Cutover cutover, Matrix matrix) {
        return new VerificationView(
                cutover.plan().id().toString(),
                matrix.verified(),
                cutover.state().name(),
                matrix.servers(),
                matrix.cells().stream().map(CellView::of).toList());
    }
}
