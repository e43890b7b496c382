package org.rehome.lab.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.lab.pool.HookQueue.Bounds;
import org.rehome.lab.xml.Element;

@DisplayName("A hook's queue")
final class HookQueueTest {
    private final List<String> sent = new ArrayList<>();
    private final List<String> queues = new ArrayList<>();
    private HookQueue queue = with(Bounds.OF_PROTOCOL);

    private HookQueue with(Bounds bounds) {
        return new HookQueue(bounds, (gateway, seq, stanza) -> sent.add(gateway + " " + seq + " " + stanza.name()));
    }

    private boolean take(String sender, String name) {
        return queue.take(sender, "partner.test", Element.of("", name), 100);
    }

    private String connect(String gateway) {
        queue.connect(gateway, null, 0, queues::add);
        return queues.getLast();
    }

    @Test
    @DisplayName("numbers from 1, and sends again from the acknowledged one on the same numbering")
    void sendsAgain() {
        String id = connect("a");
        List.of("m1", "m2", "m3").forEach(name -> take("u@x", name));
        queue.acknowledge("a", "another", 3);
        queue.acknowledge("a", id, 1);
        queue.disconnect("a");
        sent.clear();
        queue.connect("a", id, 2, queues::add);

        assertThat(queues.getLast()).isEqualTo(id);
        assertThat(sent).containsExactly("a 3 m3");
        assertThat(queue.held()).isEqualTo(1);

        queue.disconnect("a");
        sent.clear();
        queue.connect("a", null, 0, queues::add);
        assertThat(sent).containsExactly("a 3 m3");
    }

    @Test
    @DisplayName("gives what a lost gateway had to the others, before anything newer, and that one a new numbering")
    void rehomes() {
        String id = connect("a");
        take("u@x", "m1");
        take("v@x", "m2");
        take("u@x", "m3");
        connect("b");
        queue.disconnect("a");
        take("u@x", "m4");

        assertThat(sent).endsWith("b 1 m1", "b 2 m2", "b 3 m3", "b 4 m4");
        queue.connect("a", id, 2, queues::add);
        assertThat(queues.getLast()).isNotEqualTo(id);
        assertThat(queue.held()).isEqualTo(4);
    }

    @Test
    @DisplayName("stays with a sender's gateway while something is not acknowledged, then follows the rendezvous hash")
    void sticky() {
        String id = connect("a");
        String preferred = java.util.stream.IntStream.range(0, 1_000)
                .mapToObj(i -> "u" + i + "@x")
                .filter(each -> HookQueue.weight("b", each).compareTo(HookQueue.weight("a", each)) > 0)
                .findFirst()
                .orElseThrow();
        take(preferred, "m1");
        connect("b");
        take(preferred, "m2");
        queue.acknowledge("a", id, 2);
        take(preferred, "m3");

        assertThat(sent).containsExactly("a 1 m1", "a 2 m2", "b 1 m3");
    }

    @Test
    @DisplayName("sends a window without acknowledgement, waits with the rest, and takes no more than its bounds")
    void bounds() {
        queue = with(new Bounds(4, 1_000, 2, 250));
        String id = connect("a");
        for (String name : List.of("m1", "m2", "m3", "m4")) {
            assertThat(take("u@x", name)).isTrue();
        }
        assertThat(take("u@x", "m5")).isFalse();
        assertThat(sent).containsExactly("a 1 m1", "a 2 m2");
        queue.acknowledge("a", id, 1);
        assertThat(sent).containsExactly("a 1 m1", "a 2 m2", "a 3 m3");
        assertThat(queue.take("u@x", null, Element.of("", "huge"), 701)).isFalse();
        assertThat(queue.take("u@x", null, Element.of("", "large"), 700)).isTrue();
        queue.acknowledge("a", id, 9);
        queue.acknowledge("a", id, 9);
        assertThat(sent).endsWith("a 4 m4", "a 5 large").hasSize(5);
    }

    @Test
    @DisplayName("waits without a gateway, and tells when nothing of a sender or domain is held")
    void waits() {
        take("u@x", "m1");
        CompletableFuture<Void> sender = queue.acknowledged(HookQueue.senderKey("u@x"));
        CompletableFuture<Void> domain = queue.acknowledged(HookQueue.domainKey("partner.test"));
        assertThat(queue.acknowledged(HookQueue.senderKey("v@x"))).isDone();
        String id = connect("a");
        assertThat(sent).containsExactly("a 1 m1");
        assertThat(sender).isNotDone();
        queue.acknowledge("a", id, 1);
        assertThat(sender).isDone();
        assertThat(domain).isDone();
    }
}
