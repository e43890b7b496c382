package org.rehome.edge.socket;

import io.vertx.core.Context;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.event.EdgeEvent.ProbeProposal;
import org.rehome.edge.delivery.Barriers;
import org.rehome.edge.delivery.PairPath;
import org.rehome.edge.delivery.Passage;
import org.rehome.edge.negotiation.Authentication;
import org.rehome.edge.negotiation.AuthorityAnswer;
import org.rehome.edge.negotiation.DialbackRequest;
import org.rehome.edge.negotiation.HandshakeFailure;
import org.rehome.edge.negotiation.OutboundGoal;
import org.rehome.edge.partner.DomainPair;
import org.rehome.edge.partner.KnownPartner;
import org.rehome.edge.partner.NegotiationRules;
import org.rehome.edge.partner.Standing;
import org.rehome.edge.probe.ProbeReason;
import org.rehome.edge.probe.ProbeSteps;
import org.rehome.edge.probe.ProbeSteps.Step;
import org.rehome.edge.probe.Walk;
import org.rehome.edge.socket.ProbeRoute.Place;
import org.rehome.edge.zone.PartnerResolver;
import org.rehome.edge.zone.Target;

/// Walks the way to a partner as a stream for stanzas would go it, on connections of its own, and tells of each step.
/// Blocks; for virtual threads.
public final class Prober {
    private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(10);
    private static final Duration PING_LIMIT = Duration.ofSeconds(5);

    /// When every peer on the way takes its time before it sends us to the next.
    private static final Duration LONGEST = HANDSHAKE_LIMIT.plusSeconds(5).multipliedBy(1 + Connector.MAX_REDIRECTIONS);

    /// The strongest that both sides can do is taken, so this tries everything.
    private static final NegotiationRules ANYTHING = new NegotiationRules(true, true, true);

    private final OutboundParts parts;
    private final ProbeRoute route;
    private final Connector connector;
    private final Barriers barriers;

    /// What a probe has found.
    ///
    /// @param proposal the strongest settings that worked; null when none did
    public record Found(ProbeSteps steps, @Nullable ProbeProposal proposal) {}

    /// @param stream null when the second connection did not come up
    private record Arrived(@Nullable OutboundStream stream, Walk walk) {
        void end() {
            if (stream != null) {
                stream.end(false);
            }
        }
    }

    Prober(OutboundParts parts, PartnerResolver resolver, Barriers barriers) {
        this.parts = new OutboundParts(
                parts.vertx(),
                parts.facts(),
                parts.tls(),
                parts.table(),
                parts.events(),
                parts.limits().withEstablishment(HANDSHAKE_LIMIT));
        this.route = new ProbeRoute(parts.vertx(), resolver);
        this.connector = new Connector(parts.vertx(), resolver);
        this.barriers = barriers;
    }

    /// @param partner as it is known; its settings are what the walk has to come through with
    /// @param isEdge whether a target of our own SRV records is an edge of this suite
    public Found probe(DomainPair pair, KnownPartner partner, Predicate<Target> isEdge) throws InterruptedException {
        ProbeSteps steps = new ProbeSteps();
        List<Walk> walks = new ArrayList<>();
        if (certified(pair, steps)) {
            Optional<Place> there = route.find(
                    pair.partner(),
                    partner.settings().proxyFqdn(),
                    partner.rules().allowsTls(),
                    steps);
            if (there.isPresent()) {
                walk(there.get(), pair, partner, isEdge, steps, walks);
            }
        }
        return new Found(steps, ProbeSteps.proposal(walks));
    }

    private boolean certified(DomainPair pair, ProbeSteps steps) {
        boolean there = parts.facts().certified().test(pair.local());
        if (there) {
            steps.passed(Step.CERTIFICATE, "there is one for " + pair.local(), 0);
        } else {
            steps.failed(
                    Step.CERTIFICATE, ProbeReason.NO_OWN_CERTIFICATE, "there is none for " + pair.local() + " here", 0);
        }
        return there;
    }

    private void walk(
            Place there,
            DomainPair pair,
            KnownPartner partner,
            Predicate<Target> isEdge,
            ProbeSteps steps,
            List<Walk> walks)
            throws InterruptedException {
        boolean leadsHere = route.leadsTo(pair.local(), isEdge);
        NegotiationRules rules = partner.rules();
        Arrived first = stream(there, new OutboundGoal.Probe(pair, rules));
        try {
            walks.add(first.walk());
            // where the partner is not admitted its questions about our keys go to the legacy gateway, or nowhere
            steps.walked(first.walk(), rules, pair.partner(), leadsHere && partner.admitted());
            if (first.walk().method() == Authentication.EXTERNAL && rules.tlsDialback()) {
                walks.add(dialback(there, pair, rules, steps));
            }
            if (steps.hasFailed()) {
                walks.add(once(there, new OutboundGoal.Probe(pair, ANYTHING)));
            }
            if (rules.tlsDialback() || rules.plainDialback()) {
                authority(there, pair, rules, steps);
            }
            ping(first, pair, partner, leadsHere, steps);
        } finally {
            first.end();
        }
    }

    private Walk dialback(Place there, DomainPair pair, NegotiationRules rules, ProbeSteps steps)
            throws InterruptedException {
        NegotiationRules only = new NegotiationRules(false, rules.tlsDialback(), rules.plainDialback());
        Walk walk = once(there, new OutboundGoal.Probe(pair, only));
        steps.dialledBack(walk);
        return walk;
    }

    private Walk once(Place there, OutboundGoal goal) throws InterruptedException {
        Arrived arrived = stream(there, goal);
        arrived.end();
        return arrived.walk();
    }

    private Arrived stream(Place there, OutboundGoal goal) throws InterruptedException {
        long begun = System.nanoTime();
        CompletableFuture<Arrived> arrived = new CompletableFuture<>();
        open(there, goal, end -> arrived.complete(end.since(begun)));
        return await(arrived, LONGEST)
                .orElseThrow(() -> new IllegalStateException("a handshake did not end in its time"));
    }

    /// What a handshake came to; told on the stream's event loop.
    ///
    /// @param stream null when the server took no further connection
    /// @param redirections that led there
    private record End(@Nullable OutboundStream stream, OutboundOutcome outcome, List<String> redirections) {
        Arrived since(long begun) {
            return new Arrived(
                    stream,
                    stream == null
                            ? new Walk(
                                    null,
                                    null,
                                    null,
                                    HandshakeFailure.PEER_CLOSED,
                                    outcome.toString(),
                                    millis(begun),
                                    redirections)
                            : stream.walk(outcome, begun, redirections));
        }
    }

    /// Opens a stream on a connection of its own, and follows where it is sent.
    ///
    /// @param told once
    // told either way
    @SuppressWarnings("FutureReturnValueIgnored")
    private void open(Place there, OutboundGoal goal, Consumer<End> told) {
        Context context = Contexts.eventLoop(parts.vertx());
        route.open(context, there.address())
                .whenComplete((socket, failure) -> context.runOnContext(ignored -> {
                    if (socket == null) {
                        told.accept(new End(
                                null,
                                new OutboundOutcome.Failed(HandshakeFailure.PEER_CLOSED, String.valueOf(failure)),
                                List.of()));
                    } else {
                        negotiate(context, socket, there.server(), goal, List.of(), told);
                    }
                }));
    }

    private void negotiate(
            Context context,
            NetSocket socket,
            ConnectedServer server,
            OutboundGoal goal,
            List<String> redirections,
            Consumer<End> told) {
        OutboundStream stream =
                new OutboundStream(parts, goal, null, parts.table().nextName(), context, socket, server);
        stream.start(outcome -> {
            if (outcome instanceof OutboundOutcome.Redirected(var place)) {
                connector.follow(
                        context,
                        goal.pair().partner(),
                        place,
                        redirections.size(),
                        elsewhere -> redirected(stream, place, elsewhere, goal, redirections, told));
            } else {
                told.accept(new End(stream, outcome, redirections));
            }
        });
    }

    /// @param from the stream that sent us there
    private void redirected(
            OutboundStream from,
            String place,
            Connector.Outcome elsewhere,
            OutboundGoal goal,
            List<String> before,
            Consumer<End> told) {
        List<String> redirections =
                Stream.concat(before.stream(), Stream.of(place.strip())).toList();
        switch (elsewhere) {
            case Connector.Outcome.Connected(var socket, var context, var target, var server) ->
                negotiate(context, socket, server, goal, redirections, told);
            case Connector.Outcome.Unreachable(var reason) ->
                told.accept(
                        new End(from, new OutboundOutcome.Failed(HandshakeFailure.PEER_ERROR, reason), redirections));
            case Connector.Outcome.NotFound(var reason) ->
                told.accept(
                        new End(from, new OutboundOutcome.Failed(HandshakeFailure.PEER_ERROR, reason), redirections));
        }
    }

    /// Asks the partner's server about a key that nobody made: it has to say that it is none of its own.
    private void authority(Place there, DomainPair pair, NegotiationRules rules, ProbeSteps steps)
            throws InterruptedException {
        byte[] nonsense = new byte[32];
        ThreadLocalRandom.current().nextBytes(nonsense);
        String key = HexFormat.of().formatHex(nonsense);
        DialbackRequest question = new DialbackRequest(pair, "probe-" + key.substring(0, 16), key);
        long begun = System.nanoTime();
        CompletableFuture<AuthorityAnswer> answered = new CompletableFuture<>();
        open(
                there,
                new OutboundGoal.AskVerdict(question, rules),
                end -> answered.complete(DialbackAuthorities.answer(end.outcome())));
        switch (await(answered, LONGEST).orElse(null)) {
            case AuthorityAnswer.Invalid() ->
                steps.passed(Step.AUTHORITY, "it says which keys are its own", millis(begun));
            case AuthorityAnswer.Unknown(var condition, var detail) ->
                steps.warned(Step.AUTHORITY, ProbeReason.AUTHORITY_UNANSWERED, detail, millis(begun));
            case AuthorityAnswer.Valid() ->
                steps.warned(
                        Step.AUTHORITY,
                        ProbeReason.AUTHORITY_UNANSWERED,
                        "it calls a key its own that nobody made",
                        millis(begun));
            case null -> steps.warned(Step.AUTHORITY, ProbeReason.AUTHORITY_UNANSWERED, "no answer", millis(begun));
        }
    }

    private void ping(Arrived first, DomainPair pair, KnownPartner partner, boolean leadsHere, ProbeSteps steps)
            throws InterruptedException {
        OutboundStream stream = first.stream();
        if (stream == null || first.walk().method() == null) {
            steps.notTried(Step.PING, ProbeReason.NOT_REACHED, "there is no stream to send it on");
            return;
        }
        if (partner.standing() != Standing.ENABLED) {
            steps.notTried(Step.PING, ProbeReason.PING_LATER, "streams of " + pair.partner() + " do not end here yet");
            return;
        }
        long begun = System.nanoTime();
        Passage passage =
                new PairPath(pair, ignored -> new CompletableFuture<>(), barriers, PING_LIMIT).send(stream, List.of());
        if (passage == Passage.ANSWERED) {
            steps.passed(Step.PING, "there and back in " + millis(begun) + " ms", millis(begun));
        } else if (leadsHere) {
            steps.failed(Step.PING, ProbeReason.PING_UNANSWERED, words(passage), millis(begun));
        } else {
            steps.warned(Step.PING, ProbeReason.PING_ELSEWHERE, words(passage), millis(begun));
        }
    }

    private static String words(Passage passage) {
        return passage == Passage.STREAM_ENDED
                ? "the stream ended before an answer"
                : "no answer in " + PING_LIMIT.toSeconds() + " s";
    }

    static long millis(long since) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
    }

    static <T> Optional<T> await(CompletableFuture<T> future, Duration limit) throws InterruptedException {
        try {
            return Optional.of(future.get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException | ExecutionException e) {
            return Optional.empty();
        }
    }
}
