package org.rehome.gateway.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.rehome.backbone.lane.LaneBatch;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.contracts.stanza.StanzaKind;

/// A batch that remembers what became of it.
record TestBatch(List<LaneStanza> stanzas, boolean mayBeSent, CompletableFuture<String> told) implements LaneBatch {
    static TestBatch of(String... stanzas) {
        return new TestBatch(Stream.of(stanzas).map(TestBatch::stanza).toList(), true, new CompletableFuture<>());
    }

    /// One whose owner is not sure to be it any more.
    static TestBatch stale(String... stanzas) {
        return new TestBatch(of(stanzas).stanzas(), false, new CompletableFuture<>());
    }

    private static LaneStanza stanza(String xml) {
        Jid to = Jid.parse("alice@example.test");
        return new LaneStanza(
                to.toString(),
                Jid.parse("bob@partner.test/pc"),
                to,
                StanzaKind.MESSAGE,
                Instant.EPOCH,
                "test",
                "trace",
                null,
                xml.getBytes(UTF_8));
    }

    @Override
    public void confirmed(int count) {
        tell(count == stanzas.size() ? "confirmed" : "confirmed " + count);
    }

    @Override
    public void uncertain(String reason) {
        tell("uncertain: " + reason);
    }

    @Override
    public void notSent(String reason) {
        tell("not sent: " + reason);
    }

    private void tell(String outcome) {
        if (!told.complete(outcome)) {
            throw new AssertionError("told " + told.join() + ", and then " + outcome);
        }
    }

    /// Waits for it.
    String outcome() {
        return told.orTimeout(10, TimeUnit.SECONDS).join();
    }
}
