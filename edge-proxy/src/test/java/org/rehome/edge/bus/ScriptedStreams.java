package org.rehome.edge.bus;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.delivery.Barriers;
import org.rehome.edge.delivery.Establishment;
import org.rehome.edge.delivery.StanzaStream;
import org.rehome.edge.delivery.StanzaStreams;
import org.rehome.edge.partner.DomainPair;
import org.rehome.xmpp.stanza.Stanza;
import org.rehome.xmpp.stream.Namespaces;
import org.rehome.xmpp.stream.StreamErrorCondition;
import org.rehome.xmpp.stream.StreamItem;
import org.rehome.xmpp.stream.StreamLimits;
import org.rehome.xmpp.stream.StreamReader;

/// Streams that do what a list says, one entry an attempt.
final class ScriptedStreams implements StanzaStreams {
    private static final String REQUEST = "<r xmlns='urn:xmpp:sm:3'/>";
    private static final Pattern PING = Pattern.compile("<iq type='get' id='([^']+)'");

    /// What becomes of one attempt to have a stream.
    enum Act {
        /// A stream whose pings are answered.
        ANSWERS,
        /// A stream that acknowledges what it is sent.
        ACKNOWLEDGES,
        /// A stream that acknowledges the first stanza only.
        ACKNOWLEDGES_ONE,
        /// A stream that should acknowledge, and never does.
        ACKNOWLEDGES_NOTHING,
        /// A stream whose pings are not answered.
        SILENT,
        /// A stream that is cut as soon as something is sent.
        CUT,
        /// A stream that is cut, but what was sent had arrived: the answer comes a moment later.
        CUT_AND_ANSWERS,
        NO_STREAM,
        NOT_FOUND,
        REJECTED,
        /// The attempt goes on and on.
        HANGS
    }

    private final Barriers barriers;
    private final Deque<Act> script = new ArrayDeque<>();
    private final List<String> sent = new ArrayList<>();
    private final List<StreamErrorCondition> ends = new ArrayList<>();
    private Act last = Act.HANGS;
    private String pinged = "";
    private StanzaStream open = new Scripted(Act.CUT);

    ScriptedStreams(Barriers barriers, Act... acts) {
        this.barriers = barriers;
        open.ended().complete("never opened");
        for (Act each : acts) {
            script.add(each);
        }
    }

    /// Everything that was sent, in order, pings left out.
    synchronized List<String> sent() {
        return List.copyOf(sent);
    }

    synchronized List<StreamErrorCondition> ends() {
        return List.copyOf(ends);
    }

    @Override
    public synchronized CompletableFuture<Establishment> establish(DomainPair pair) {
        if (!open.ended().isDone()) {
            return CompletableFuture.completedFuture(new Establishment.Established(open));
        }
        // the last act goes on
        last = script.isEmpty() ? last : script.remove();
        return switch (last) {
            case NO_STREAM -> CompletableFuture.completedFuture(new Establishment.NoStream("refused"));
            case NOT_FOUND -> CompletableFuture.completedFuture(new Establishment.NotFound("no such domain"));
            case REJECTED -> CompletableFuture.completedFuture(new Establishment.Rejected("not our key"));
            case HANGS -> new CompletableFuture<>();
            case ANSWERS, ACKNOWLEDGES, ACKNOWLEDGES_ONE, ACKNOWLEDGES_NOTHING, SILENT, CUT, CUT_AND_ANSWERS -> {
                open = new Scripted(last);
                yield CompletableFuture.completedFuture(new Establishment.Established(open));
            }
        };
    }

    private final class Scripted implements StanzaStream {
        private final Act act;
        private final CompletableFuture<String> ended = new CompletableFuture<>();
        private final CompletableFuture<String> retiring = new CompletableFuture<>();

        Scripted(Act act) {
            this.act = act;
        }

        @Override
        public boolean acknowledged() {
            return act == Act.ACKNOWLEDGES || act == Act.ACKNOWLEDGES_ONE || act == Act.ACKNOWLEDGES_NOTHING;
        }

        @Override
        public void send(byte[] bytes, int stanzas, IntConsumer handled) {
            String xml = new String(bytes, StandardCharsets.UTF_8);
            if (!xml.endsWith(REQUEST)) {
                throw new AssertionError("no <r/> behind " + xml);
            }
            synchronized (ScriptedStreams.this) {
                sent.add(xml.substring(0, xml.length() - REQUEST.length()));
            }
            if (act == Act.ACKNOWLEDGES) {
                handled.accept(stanzas);
            } else if (act == Act.ACKNOWLEDGES_ONE) {
                handled.accept(1);
                ended.completeOnTimeout("cut", 50, TimeUnit.MILLISECONDS);
            }
        }

        @Override
        public void send(byte[] bytes, int stanzas, int own) {
            String xml = new String(bytes, StandardCharsets.UTF_8);
            Matcher ping = PING.matcher(xml);
            if (!ping.find()) {
                throw new AssertionError("no ping behind " + xml);
            }
            synchronized (ScriptedStreams.this) {
                pinged = ping.group(1);
                if (ping.start() > 0) {
                    sent.add(xml.substring(0, ping.start()));
                }
            }
            switch (act) {
                case ANSWERS -> answer(ping.group(1));
                case CUT -> ended.complete("cut");
                case CUT_AND_ANSWERS -> {
                    ended.complete("cut");
                    Thread.ofVirtual().start(() -> answer(ping.group(1)));
                }
                case SILENT,
                        ACKNOWLEDGES,
                        ACKNOWLEDGES_ONE,
                        ACKNOWLEDGES_NOTHING,
                        NO_STREAM,
                        NOT_FOUND,
                        REJECTED,
                        HANGS -> {}
            }
        }

        @Override
        public void confirmed(int stanzas) {}

        @Override
        public CompletableFuture<String> retiring() {
            return retiring;
        }

        @Override
        public CompletableFuture<String> ended() {
            return ended;
        }

        @Override
        public void end(StreamErrorCondition condition, String detail) {
            synchronized (ScriptedStreams.this) {
                ends.add(condition);
            }
            // as the event loop of a real stream: a moment later
            ended.completeOnTimeout(detail, 50, TimeUnit.MILLISECONDS);
        }
    }

    /// The stream is to end soon.
    synchronized void retire(String reason) {
        ((Scripted) open).retiring.complete(reason);
    }

    /// Answers the last ping that came.
    synchronized void answer() {
        answer(pinged);
    }

    private void answer(String id) {
        byte[] bytes = ("<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams'>"
                        + "<iq type='result' id='" + id + "' from='partner.test' to='example.test'/>")
                .getBytes(StandardCharsets.UTF_8);
        for (StreamItem item :
                new StreamReader(StreamLimits.afterAuthentication(), Namespaces.SERVER).feed(bytes, 0, bytes.length)) {
            if (item instanceof StreamItem.Arrived(var frame)
                    && Stanza.read(frame) instanceof Stanza.Reading.Read(var stanza)) {
                barriers.answer(stanza);
            }
        }
    }

    static DomainPair pair() {
        return new DomainPair(Domain.parse("example.test"), Domain.parse("partner.test"));
    }
}
