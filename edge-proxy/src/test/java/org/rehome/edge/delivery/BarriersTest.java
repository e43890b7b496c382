package org.rehome.edge.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.delivery.Barriers.Barrier;
import org.rehome.edge.partner.DomainPair;
import org.rehome.xmpp.stanza.Stanza;
import org.rehome.xmpp.stream.Namespaces;
import org.rehome.xmpp.stream.StreamItem;
import org.rehome.xmpp.stream.StreamLimits;
import org.rehome.xmpp.stream.StreamReader;

final class BarriersTest {
    private static final DomainPair PAIR = new DomainPair(Domain.parse("example.test"), Domain.parse("partner.test"));

    private static final Answer OURS = new Answer.Ours();
    private static final Answer NONE = new Answer.None();

    private final List<DomainPair> answered = new ArrayList<>();
    private final Barriers barriers = new Barriers("edge-1", "edge-2"::equals, answered::add);

    private static Stanza stanza(String xml) {
        byte[] bytes = ("<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams'>" + xml)
                .getBytes(StandardCharsets.UTF_8);
        return new StreamReader(StreamLimits.afterAuthentication(), Namespaces.SERVER)
                .feed(bytes, 0, bytes.length).stream()
                        .filter(StreamItem.Arrived.class::isInstance)
                        .map(item -> Stanza.read(((StreamItem.Arrived) item).frame()))
                        .map(reading -> ((Stanza.Reading.Read) reading).stanza())
                        .findFirst()
                        .orElseThrow();
    }

    private static Stanza answer(String type, String from, String to, String id) {
        return stanza("<iq type='" + type + "' from='" + from + "' to='" + to + "' id='" + id + "'/>");
    }

    @Test
    @DisplayName("XEP-0199: a result passes the barrier, and so does an error")
    void answers() {
        for (String type : List.of("result", "error")) {
            Barrier barrier = barriers.raise(PAIR);
            assertThat(barriers.answer(answer(type, "partner.test", "example.test", barrier.id())))
                    .isEqualTo(OURS);
            assertThat(barrier.passed()).isCompletedWithValue(true);
        }
        assertThat(answered).containsExactly(PAIR, PAIR);
    }

    @Test
    @DisplayName("only the domain that was pinged may answer, to the domain that asked, by a result or an error")
    void forged() {
        Barrier barrier = barriers.raise(PAIR);
        String id = barrier.id();
        assertThat(barriers.answer(answer("result", "evil.test", "example.test", id)))
                .isEqualTo(NONE);
        assertThat(barriers.answer(answer("result", "user@partner.test", "example.test", id)))
                .isEqualTo(NONE);
        assertThat(barriers.answer(answer("result", "partner.test/x", "example.test", id)))
                .isEqualTo(NONE);
        assertThat(barriers.answer(answer("result", "partner.test", "user@example.test", id)))
                .isEqualTo(NONE);
        assertThat(barriers.answer(answer("result", "partner.test", "other.test", id)))
                .isEqualTo(NONE);
        assertThat(barriers.answer(answer("get", "partner.test", "example.test", id)))
                .isEqualTo(NONE);
        assertThat(barriers.answer(answer("result", "partner.test", "example.test", "other")))
                .isEqualTo(NONE);
        assertThat(barriers.answer(stanza("<message from='partner.test' to='example.test'/>")))
                .isEqualTo(NONE);
        assertThat(barrier.passed()).isNotDone();
        assertThat(answered).isEmpty();
    }

    @Test
    @DisplayName("a late answer passes nothing, but it is ours, and shows that the partner can answer")
    void late() {
        Barrier barrier = barriers.raise(PAIR);
        barriers.withdraw(barrier);
        assertThat(barriers.answer(answer("result", "evil.test", "example.test", barrier.id())))
                .isEqualTo(NONE);
        assertThat(barriers.answer(answer("result", "partner.test", "example.test", barrier.id())))
                .isEqualTo(OURS);
        assertThat(barrier.passed()).isNotDone();
        assertThat(answered).containsExactly(PAIR);
    }

    @Test
    @DisplayName("the ping goes from our domain to the partner's, with an id of its own")
    void request() {
        Barrier one = barriers.raise(PAIR);
        Barrier other = barriers.raise(PAIR);
        assertThat(one.id()).isNotEqualTo(other.id());
        assertThat(new String(one.request(), StandardCharsets.UTF_8))
                .contains("type='get'", "from='example.test'", "to='partner.test'", one.id(), "urn:xmpp:ping");
    }

    @Test
    @DisplayName("what was withdrawn is remembered, not for ever")
    void bounded() {
        Barrier first = barriers.raise(PAIR);
        barriers.withdraw(first);
        for (int i = 0; i < 10_000; i++) {
            barriers.withdraw(barriers.raise(PAIR));
        }
        assertThat(barriers.answer(answer("result", "partner.test", "example.test", first.id())))
                .isEqualTo(NONE);
    }

    @Test
    @DisplayName(
            "the answer to another edge's ping is for that edge; it may be told of it, by the domain that was pinged")
    void elsewhere() {
        Barriers other = new Barriers("edge-2", "edge-1"::equals, pair -> {});
        Barrier barrier = other.raise(PAIR);
        assertThat(barriers.answer(answer("result", "partner.test", "example.test", barrier.id())))
                .isEqualTo(new Answer.Elsewhere("edge-2", barrier.id(), PAIR));
        DomainPair evil = new DomainPair(PAIR.local(), Domain.parse("evil.test"));
        assertThat(barriers.answer(answer("error", "evil.test", "example.test", barrier.id())))
                .isEqualTo(new Answer.Elsewhere("edge-2", barrier.id(), evil));
        assertThat(other.answered(barrier.id(), evil)).isFalse();
        assertThat(barrier.passed()).isNotDone();
        assertThat(other.answered(barrier.id(), PAIR)).isTrue();
        assertThat(barrier.passed()).isCompletedWithValue(true);
        assertThat(barriers.answered(barrier.id(), PAIR)).isFalse();
        assertThat(answered).isEmpty();
    }

    @Test
    @DisplayName(
            "an id of no edge, of an edge that does not run, or of ours that nobody waits for is a stanza as others")
    void ofNoEdge() {
        for (String edge : List.of("edge-1", "edge-3", "")) {
            String id = "rehome-0123456789abcdef01234567-" + edge;
            assertThat(barriers.answer(answer("result", "partner.test", "example.test", id)))
                    .isEqualTo(NONE);
        }
        for (String id : List.of("edge-2", "rehome-edge-2", "rehome-0123456789abcdef0123456-edge-2", "x-edge-2")) {
            assertThat(barriers.answer(answer("result", "partner.test", "example.test", id)))
                    .isEqualTo(NONE);
        }
        assertThat(barriers.answer(
                        answer("result", "a@partner.test", "example.test", "rehome-0123456789abcdef01234567-edge-2")))
                .isEqualTo(NONE);
    }
}
