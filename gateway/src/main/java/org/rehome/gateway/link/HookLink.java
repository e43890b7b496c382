package org.rehome.gateway.link;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.stanza.StanzaKind;
import org.rehome.gateway.link.PoolPlan.Wish;
import org.rehome.xmpp.hook.Handovers;
import org.rehome.xmpp.hook.HookAnswer;
import org.rehome.xmpp.hook.Requests;
import org.rehome.xmpp.hook.Requests.Position;
import org.rehome.xmpp.ping.Ping;
import org.rehome.xmpp.stanza.Stanza;

/// The conversation with a pool's hook on the injection stream (docs/pool-hook.md): hello, hand-overs and their
/// acknowledgement, captured domains.
final class HookLink {
    private static final Logger LOG = Logger.getLogger(HookLink.class);
    private static final long LOOK_MILLIS = 1_000;

    /// A hook may take ten seconds before it says that something of a user's is not acknowledged.
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

    private final Requests requests;
    private final Timings timings;
    private final String label;
    private final Acknowledgements acknowledgements = new Acknowledgements();
    private final Map<String, Asked> asked = new ConcurrentHashMap<>();
    private final Map<Domain, Wish> said = new HashMap<>();
    private final Set<Domain> captured = ConcurrentHashMap.newKeySet();
    private volatile @Nullable ComponentConnection connection;
    private volatile @Nullable String queue;
    private volatile @Nullable String refusal;
    private volatile Map<Domain, Wish> wishes = Map.of();
    private boolean finishing;

    private record Asked(String word, CompletableFuture<HookAnswer> answer) {}

    /// Takes a stanza that was handed over, in order.
    @FunctionalInterface
    interface Taker {
        void take(Stanza stanza, Intake.Settled settled) throws InterruptedException;
    }

    /// Told of hand-overs whose stanza cannot be read.
    @FunctionalInterface
    interface Refused {
        void refused(String reason, String detail);
    }

    HookLink(Jid ourselves, Jid pool, Timings timings, String label) {
        this.requests = new Requests(ourselves, pool);
        this.timings = timings;
        this.label = label;
    }

    /// Says hello on a new stream.
    ///
    /// @param all whether the pool hands over what is for any foreign domain, or what is for listed ones
    /// @param opened runs when the hook has answered
    void hello(ComponentConnection open, boolean all, Runnable opened) throws InterruptedException {
        connection = open;
        queue = null;
        var unused = ask(open, "hello", id -> requests.hello(id, all, acknowledgements.position()))
                .orTimeout(timings.barrier().toMillis(), TimeUnit.MILLISECONDS)
                .handle((answer, failure) -> {
                    welcome(open, answer, failure, opened);
                    return null;
                });
    }

    private void welcome(
            ComponentConnection open, @Nullable HookAnswer answer, @Nullable Throwable failure, Runnable opened) {
        if (answer instanceof HookAnswer.Result(var payload, var _)
                && payload.attribute("queue").isPresent()) {
            String named = payload.attribute("queue").get();
            acknowledgements.begin(named);
            refusal = null;
            queue = named;
            LOG.infof(
                    "hook open stream=%s server=%s",
                    label, payload.attribute("server").orElse("unknown"));
            Thread.ofVirtual().name("acknowledgements " + label).start(() -> acknowledge(open, named));
            synchronized (said) {
                said.clear();
                captured.clear();
            }
            opened.run();
            sayWishes(open);
            return;
        }
        String reason;
        if (answer instanceof HookAnswer.Failed failed) {
            reason = failed.condition().equals("service-unavailable")
                    ? "the pool's server has no hook, or its hook does not know this gateway's name: install the module"
                            + " and list the name, or give the pool's link the kind component"
                    : "the hook refuses: " + failed.reason();
        } else {
            reason = failure == null ? "the hook's answer names no queue" : "the hook does not answer";
        }
        refusal = reason;
        open.closeNow(reason);
    }

    /// Why the hook has not been open since the last hello that it answered; empty when nothing is known.
    Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    /// Asks the hook something, from any thread and without blocking it. Fails when the stream ends before the answer.
    CompletableFuture<HookAnswer> ask(String word, BiFunction<Requests, String, byte[]> request) {
        ComponentConnection open = connection;
        if (open == null || queue == null) {
            return CompletableFuture.failedFuture(new IOException("the link is not open"));
        }
        CompletableFuture<HookAnswer> answer = new CompletableFuture<>();
        Thread.ofVirtual().name("asking " + label).start(() -> {
            try {
                ask(open, word, id -> request.apply(requests, id), answer);
            } catch (InterruptedException e) {
                answer.completeExceptionally(e);
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer.orTimeout(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private CompletableFuture<HookAnswer> ask(ComponentConnection open, String word, Function<String, byte[]> request)
            throws InterruptedException {
        CompletableFuture<HookAnswer> answer = new CompletableFuture<>();
        ask(open, word, request, answer);
        return answer;
    }

    private void ask(
            ComponentConnection open,
            String word,
            Function<String, byte[]> request,
            CompletableFuture<HookAnswer> answer)
            throws InterruptedException {
        String id = Ping.newId();
        asked.put(id, new Asked(word, answer));
        var unused = answer.whenComplete((done, failure) -> asked.remove(id));
        try {
            open.write(List.of(request.apply(id)), timings.barrier());
        } catch (IOException e) {
            answer.completeExceptionally(e);
        }
        if (open.closed().isDone()) {
            // it may have ended before this was listed
            answer.cancel(false);
        }
    }

    /// Takes what the hook sends; false when the stanza is none of it.
    boolean arrived(Stanza stanza, Taker taker, Refused refused) throws InterruptedException {
        if (!stanza.from().equals(requests.to())) {
            return false;
        }
        if (stanza.kind() == StanzaKind.IQ_RESULT || stanza.kind() == StanzaKind.IQ_ERROR) {
            Asked waiting = asked.remove(String.valueOf(stanza.id()));
            return waiting != null && waiting.answer().complete(HookAnswer.read(stanza.frame(), waiting.word()));
        }
        if (stanza.kind() != StanzaKind.MESSAGE || !stanza.to().equals(requests.from())) {
            return false;
        }
        switch (Handovers.read(stanza.frame())) {
            case Handovers.Reading.Other() -> {
                return false;
            }
            case Handovers.Reading.Broken(var reason) -> broken(reason);
            case Handovers.Reading.Unreadable(long seq, var reason) -> {
                refused.refused("malformed", reason);
                take(seq, settled -> settled.settled(null));
            }
            case Handovers.Reading.HandedOver(long seq, var inner) -> take(seq, settled -> taker.take(inner, settled));
        }
        return true;
    }

    private interface Taking {
        void begin(Intake.Settled settled) throws InterruptedException;
    }

    private synchronized void take(long seq, Taking taking) throws InterruptedException {
        if (finishing) {
            // the hook keeps it, and hands it over to another gateway or to the next life of this one
            return;
        }
        String of = queue;
        if (of == null) {
            broken("something is handed over before the answer to hello");
            return;
        }
        switch (acknowledgements.take(seq)) {
            case KNOWN -> LOG.debugf("handed over again, durable already stream=%s seq=%d", label, seq);
            case GAP -> broken("number " + seq + " is handed over, and one before it is missing");
            case NEW ->
                taking.begin(failure -> {
                    if (failure == null) {
                        acknowledgements.durable(of, seq);
                    }
                });
        }
    }

    private void broken(String reason) {
        ComponentConnection open = connection;
        if (open != null) {
            open.closeNow("the hook does not keep to its protocol: " + reason);
        }
    }

    private void acknowledge(ComponentConnection open, String named) {
        // what is durable since the last stream is acknowledged by hello
        long told = 0;
        try {
            while (!open.closed().isDone()) {
                Position more = acknowledgements.awaitMore(told, LOOK_MILLIS);
                if (more != null && more.queue().equals(named) && !open.closed().isDone()) {
                    open.write(List.of(requests.ack(more)), timings.barrier());
                    told = more.h();
                }
            }
        } catch (IOException e) {
            LOG.debugf("acknowledgements end stream=%s error=%s", label, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The domains of partners, and whether the pool is to hand over what is for them; empty where that is so for all.
    void wish(Map<Domain, Wish> wanted) {
        wishes = wanted;
        ComponentConnection open = connection;
        if (open != null && queue != null && !open.closed().isDone()) {
            sayWishes(open);
        }
    }

    private void sayWishes(ComponentConnection open) {
        Thread.ofVirtual().name("captures " + label).start(() -> {
            synchronized (said) {
                wishes.forEach((domain, wish) -> {
                    if (!wish.equals(said.put(domain, wish))) {
                        say(open, domain, wish);
                    }
                });
                // of a partner that is known no more nothing is wished
                for (Domain gone : Set.copyOf(said.keySet())) {
                    Wish last = said.get(gone);
                    if (!wishes.containsKey(gone) && last != null && last.captured()) {
                        said.remove(gone);
                        say(open, gone, new Wish(false, last.epoch() + 1));
                    }
                }
            }
        });
    }

    private void say(ComponentConnection open, Domain domain, Wish wish) {
        try {
            var unused = ask(
                            open,
                            wish.captured() ? "capture" : "release",
                            id -> wish.captured()
                                    ? requests.capture(id, domain, wish.epoch())
                                    : requests.release(id, domain, wish.epoch()))
                    .thenAccept(answer -> {
                        if (answer instanceof HookAnswer.Failed failed) {
                            LOG.warnf("hook refuses stream=%s domain=%s error=%s", label, domain, failed.reason());
                        } else if (wish.captured()) {
                            captured.add(domain);
                        } else {
                            captured.remove(domain);
                        }
                    });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whether the hook has said that it hands over what is for this domain.
    boolean captures(Domain domain) {
        return captured.contains(domain);
    }

    /// The pool's server is to send a stanza by its own federation.
    void send(byte[] stanza) throws IOException, InterruptedException {
        ComponentConnection open = connection;
        if (open == null || queue == null) {
            throw new IOException("the link is not open");
        }
        open.write(List.of(requests.send(stanza)), timings.barrier());
    }

    /// Takes nothing more from now on; what was taken is to be awaited, and then acknowledged by {@link
    /// #acknowledgeLast}.
    synchronized void finish() {
        finishing = true;
    }

    /// Acknowledges what is durable before the stream is closed, so that nothing of it is handed over again.
    void acknowledgeLast() throws InterruptedException {
        ComponentConnection open = connection;
        Position last = acknowledgements.position();
        if (open == null || last == null || !last.queue().equals(queue)) {
            return;
        }
        try {
            open.write(List.of(requests.ack(last)), timings.barrier());
        } catch (IOException e) {
            LOG.debugf("acknowledgements end stream=%s error=%s", label, e.getMessage());
        }
    }

    /// The stream has ended: what was asked on it is not answered any more.
    void ended() {
        connection = null;
        queue = null;
        asked.values().forEach(each -> each.answer().cancel(false));
        asked.clear();
    }
}
