package org.rehome.dns;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import org.rehome.dns.cutover.Matrix;
import org.rehome.dns.socket.Served;
import org.rehome.dns.store.Registry;

/// All metrics of the service.
///
/// | name | tags | what |
/// |---|---|---|
/// | `rehome.dns.answers` | transport, opcode, rcode | answers of the embedded server |
/// | `rehome.dns.cutovers` | state | cut-overs by their state |
/// | `rehome.dns.orders` | order, outcome | orders of operators |
/// | `rehome.dns.cells` | outcome | answers that verifications have compared |
final class DnsMetrics implements Served {
    private static final Set<String> STATES = Set.of("planned", "applied", "verified", "completed", "rolled-back");

    private final MeterRegistry meters;

    DnsMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    void watch(Registry registry) {
        for (String state : STATES) {
            Gauge.builder("rehome.dns.cutovers", registry, from -> from.cutovers().stream()
                            .filter(each -> each.state().name().equals(state))
                            .count())
                    .description("cut-overs by their state")
                    .tag("state", state)
                    .register(meters);
        }
    }

    @Override
    public void answered(String transport, String opcode, String rcode) {
        Counter.builder("rehome.dns.answers")
                .description("answers of the embedded server")
                .tag("transport", transport)
                .tag("opcode", opcode)
                .tag("rcode", rcode)
                .register(meters)
                .increment();
    }

    /// @param order such as `apply`
    void ordered(String order, CutoverResult result) {
        Counter.builder("rehome.dns.orders")
                .description("orders of operators")
                .tag("order", order)
                .tag("outcome", outcome(result))
                .register(meters)
                .increment();
    }

    private static String outcome(CutoverResult result) {
        return switch (result) {
            case CutoverResult.Done _ -> "done";
            case CutoverResult.Compared(var _, var matrix) -> matrix.verified() ? "verified" : "not-verified";
            case CutoverResult.Refused _ -> "refused";
            case CutoverResult.Conflict _ -> "conflict";
            case CutoverResult.Drifted _ -> "drifted";
            case CutoverResult.ServerFailed _ -> "server-failed";
            case CutoverResult.Unavailable _ -> "unavailable";
        };
    }

    void compared(Matrix matrix) {
        matrix.cells().forEach(cell -> Counter.builder("rehome.dns.cells")
                .description("answers that verifications have compared")
                .tag("outcome", cell.outcome().text())
                .register(meters)
                .increment());
    }
}
