package org.rehome.edge.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.C6;
import static org.rehome.conformance.Requirement.C7;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.conformance.Spec;
import org.rehome.edge.zone.AttemptOrder.Turn;

/// The order and the times of attempts, in a time that the test makes.
@Spec(C7)
final class AttemptOrderTest {
    private static final List<InetAddress> NONE = List.of();

    private final List<Target> targets = Stream.of("a", "b")
            .map(host -> new Target(
                    host,
                    5269,
                    Service.XMPP,
                    new CompletableFuture<>(),
                    new CompletableFuture<>(),
                    CompletableFuture.completedFuture(TlsRecords.NONE)))
            .toList();
    private long now = 1_000;
    private final AttemptOrder order = new AttemptOrder(targets, now);

    private static List<InetAddress> inet(String... addresses) {
        return Stream.of(addresses).map(AttemptOrderTest::one).toList();
    }

    private static InetAddress one(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private void at(long time) {
        now = 1_000 + time;
    }

    private void tries(String host, String address) {
        assertThat(order.next(now)).isInstanceOfSatisfying(Turn.Try.class, turn -> {
            assertThat(turn.target().host()).isEqualTo(host);
            assertThat(turn.address()).isEqualTo(one(address));
        });
    }

    private void waitsUntil(long time) {
        assertThat(order.next(now)).isEqualTo(new Turn.Later(1_000 + time));
    }

    private void waits() {
        assertThat(order.next(now)).isEqualTo(new Turn.Wait());
    }

    @Test
    @DisplayName("C7: an IPv6 address is tried as soon as it comes, whatever becomes of the IPv4 addresses")
    void sixFirst() {
        at(3);
        order.six(0, inet("2001:db8::1"));
        tries("a", "2001:db8::1");
        waitsUntil(253);
        at(253);
        // nothing is known of the second target yet, and its time is over
        waits();
    }

    @Test
    @DisplayName("C7: an IPv4 address that comes first waits for IPv6, 50 ms and no longer")
    void resolutionDelay() {
        at(10);
        order.four(0, inet("192.0.2.1"), now);
        waitsUntil(60);
        at(60);
        tries("a", "192.0.2.1");
        at(70);
        order.six(0, inet("2001:db8::1"));
        waitsUntil(310);
        at(310);
        tries("a", "2001:db8::1");
    }

    @Test
    @DisplayName("C7: an IPv4 address waits for no one when there is no IPv6 address")
    void onlyFour() {
        at(10);
        order.six(0, NONE);
        waitsUntil(250);
        order.four(0, inet("192.0.2.1"), now);
        tries("a", "192.0.2.1");
    }

    @Test
    @DisplayName("C7: families by turns, an attempt every 250 ms while nobody answers")
    void byTurns() {
        order.six(0, inet("2001:db8::1", "2001:db8::2", "2001:db8::3"));
        order.four(0, inet("192.0.2.1", "192.0.2.2"), now);
        List<String> tried = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            at(250L * i);
            Turn.Try turn = (Turn.Try) order.next(now);
            tried.add(turn.address().getHostAddress());
            waitsUntil(250L * (i + 1));
        }
        assertThat(tried)
                .containsExactly(
                        "2001:db8:0:0:0:0:0:1",
                        "192.0.2.1",
                        "2001:db8:0:0:0:0:0:2",
                        "192.0.2.2",
                        "2001:db8:0:0:0:0:0:3");
    }

    @Test
    @DisplayName("C7: an attempt that fails makes place for the next one at once")
    void failed() {
        order.six(0, inet("2001:db8::1"));
        order.four(0, inet("192.0.2.1"), now);
        tries("a", "2001:db8::1");
        at(7);
        order.failed(now);
        tries("a", "192.0.2.1");
    }

    @Test
    @Spec({C6, C7})
    @DisplayName("C6: every address of a target before the next target, and then it is over")
    void targetByTarget() {
        order.six(1, NONE);
        order.four(1, inet("192.0.2.9"), now);
        // the first target comes first although the second is known before
        waitsUntil(250);
        at(20);
        order.six(0, NONE);
        order.four(0, inet("192.0.2.1", "192.0.2.2"), now);
        for (String address : List.of("192.0.2.1", "192.0.2.2")) {
            tries("a", address);
            order.failed(now);
        }
        tries("b", "192.0.2.9");
        at(270);
        waits();
        order.failed(now);
        assertThat(order.next(now)).isEqualTo(new Turn.Over());
    }

    @Test
    @DisplayName("C7: a target of which the DNS says nothing is passed over after 250 ms, and taken when it comes")
    void silentDns() {
        order.six(1, NONE);
        order.four(1, inet("192.0.2.9"), now);
        at(250);
        tries("b", "192.0.2.9");
        at(600);
        waits();
        order.four(0, inet("192.0.2.1"), now);
        waitsUntil(650);
        order.six(0, NONE);
        tries("a", "192.0.2.1");
    }

    @Test
    @DisplayName("C6: without any address it is over as soon as that is known")
    void nothing() {
        for (int i = 0; i < targets.size(); i++) {
            assertThat(order.next(now)).isNotEqualTo(new Turn.Over());
            order.six(i, NONE);
            order.four(i, NONE, now);
        }
        assertThat(order.next(now)).isEqualTo(new Turn.Over());
    }
}
