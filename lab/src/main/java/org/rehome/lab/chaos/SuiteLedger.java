package org.rehome.lab.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.rehome.lab.operator.NotDone;
import org.rehome.lab.operator.Rest;
import org.rehome.lab.operator.Waiting;

/// What the suite itself says of all stanzas: after every fault its ledger has to balance, with nothing left.
final class SuiteLedger {
    private static final Duration WITHIN = Duration.ofSeconds(15);

    private final Rest gateway;

    SuiteLedger(Rest gateway) {
        this.gateway = gateway;
    }

    /// Waits until nothing is open any more.
    ///
    /// @return what is wrong, in words; empty when all is well
    Optional<String> flaw() throws IOException, InterruptedException {
        try {
            Waiting.until("the suite's ledger balances, with nothing held or in flight", WITHIN, this::isClosed);
            return Optional.empty();
        } catch (NotDone e) {
            return Optional.of(e.getMessage() + ": " + gateway.get("/ledger").text());
        }
    }

    private Optional<Boolean> isClosed() throws IOException, InterruptedException {
        JsonNode ledger = gateway.get("/ledger").json();
        boolean closed = ledger.path("balanced").asBoolean();
        for (JsonNode account : ledger.path("accounts")) {
            closed &= account.path("held").asLong() == 0
                    && account.path("inFlight").asLong() == 0;
        }
        return closed ? Waiting.done(true) : Waiting.notYet();
    }
}
