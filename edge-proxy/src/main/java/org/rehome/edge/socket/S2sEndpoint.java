package org.rehome.edge.socket;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rehome.edge.delivery.Barriers;
import org.rehome.edge.delivery.StanzaStreams;
import org.rehome.edge.negotiation.AuthorityAnswer;
import org.rehome.edge.negotiation.DialbackRequest;
import org.rehome.edge.negotiation.EdgeFacts;
import org.rehome.edge.partner.DomainPair;
import org.rehome.edge.splice.LegacyGateway;
import org.rehome.edge.zone.PartnerResolver;

/// All of the edge's streams, put together: what comes, what goes, and the authorities that are asked in between.
public final class S2sEndpoint {
    private final StreamTable table;
    private final OutboundStreams outbound;
    private final S2sServer server;
    private final Prober prober;
    private final Splices splices;
    private final Endings endings;
    private final @Nullable LegacyGateway legacy;

    /// @param edge the edge's id
    /// @param legacy the gateway that this edge stands in front of; null for none
    public S2sEndpoint(
            String edge,
            Vertx vertx,
            EdgeFacts facts,
            Tls tls,
            Barriers barriers,
            StreamEvents events,
            PartnerResolver resolver,
            StreamTimes times,
            S2sServer.Bounds bounds,
            @Nullable LegacyGateway legacy,
            SpliceEvents spliceEvents) {
        this.legacy = legacy;
        this.splices = new Splices(edge, facts.partners(), spliceEvents);
        this.table = new StreamTable(edge, facts.partners());
        this.endings = new Endings(facts.partners(), table, spliceEvents);
        table.onReleased(endings::look);
        OutboundParts parts = new OutboundParts(vertx, facts, tls, table, events, times);
        this.outbound = new OutboundStreams(parts, resolver);
        this.prober = new Prober(parts, resolver, barriers);
        this.server = new S2sServer(
                new InboundParts(
                        vertx,
                        facts,
                        tls,
                        table,
                        events,
                        barriers,
                        new DialbackAuthorities(parts, outbound),
                        legacy == null ? S2sEndpoint::nobodysKey : new LegacyKeys(parts, legacy),
                        outbound::sendIfOpen,
                        new Backlog(bounds.backlog()),
                        splices,
                        new EarlierStreams(),
                        new Questions(),
                        new Throttle.Paces(),
                        legacy == null ? times : times.withClearance(legacy.cutLimit())),
                bounds,
                legacy);
    }

    /// There is nobody else whose key it could be.
    private static void nobodysKey(DialbackRequest question, Consumer<AuthorityAnswer> answered) {
        answered.accept(new AuthorityAnswer.Invalid());
    }

    /// Binds the port; streams are read after `open`.
    ///
    /// @return the port
    public int bind(String host, int port) throws IOException, InterruptedException {
        int bound = server.bind(host, port);
        if (legacy != null && LegacyConnector.leadsTo(legacy, host, bound)) {
            throw new IOException(LegacyGateway.SETTING + "host and port lead to this edge itself, " + legacy.host()
                    + ":" + legacy.port() + "; set them to where the legacy gateway listens");
        }
        return bound;
    }

    /// Binds a port on which peers begin with TLS (XEP-0368).
    ///
    /// @return the port
    public int bindDirect(String host, int port) throws IOException, InterruptedException {
        return server.bindDirect(host, port);
    }

    /// The facts are known: streams are read.
    public void open() {
        server.open();
    }

    /// A partner's standing or settings have changed.
    public void partnersChanged() {
        table.partnersChanged();
        splices.partnersChanged();
        endings.look();
    }

    public Splices splices() {
        return splices;
    }

    /// Whether there is a legacy gateway that connections are passed through to.
    public boolean isSplicing() {
        return legacy != null;
    }

    public StreamTable table() {
        return table;
    }

    public StanzaStreams outbound() {
        return outbound;
    }

    /// Who walks the way to partners to see where it ends.
    public Prober prober() {
        return prober;
    }

    /// Sends an error of our own when there is a stream.
    void sendIfOpen(DomainPair pair, String xml) {
        outbound.sendIfOpen(pair, xml);
    }

    /// A pair is another edge's from now on.
    public void release(DomainPair pair) {
        outbound.release(pair);
    }

    public int connections() {
        return server.connections();
    }

    /// Turns new connections away.
    public void refuse() {
        server.refuse();
    }

    /// Ends every stream in order: what peers have on their way is still taken, as long as the limit lasts
    /// (RFC 6120 §4.4).
    public void endStreams(Duration limit) throws InterruptedException {
        server.refuse();
        server.endDoorways();
        outbound.close();
        table.endAll(limit);
        splices.endAll(limit);
    }

    /// Gives the port back.
    public void close() throws InterruptedException {
        server.close();
    }
}
