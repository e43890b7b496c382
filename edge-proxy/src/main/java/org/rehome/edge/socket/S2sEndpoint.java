package org.rehome.edge.socket;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import org.rehome.edge.delivery.Barriers;
import org.rehome.edge.delivery.StanzaStreams;
import org.rehome.edge.negotiation.EdgeFacts;
import org.rehome.edge.partner.DomainPair;
import org.rehome.edge.zone.PartnerResolver;

/// All of the edge's streams, put together: what comes, what goes, and the authorities that are asked in between.
public final class S2sEndpoint {
    private final StreamTable table;
    private final OutboundStreams outbound;
    private final S2sServer server;

    /// @param edge the edge's id
    public S2sEndpoint(
            String edge,
            Vertx vertx,
            EdgeFacts facts,
            Tls tls,
            Barriers barriers,
            StreamEvents events,
            PartnerResolver resolver,
            StreamTimes times,
            S2sServer.Bounds bounds) {
        this.table = new StreamTable(edge);
        OutboundParts parts = new OutboundParts(vertx, facts, tls, table, events, times);
        this.outbound = new OutboundStreams(parts, resolver);
        this.server = new S2sServer(
                new InboundParts(
                        vertx,
                        facts,
                        tls,
                        table,
                        events,
                        barriers,
                        new DialbackAuthorities(parts, outbound),
                        outbound::sendIfOpen,
                        new Backlog(bounds.backlog()),
                        times),
                bounds);
    }

    /// Binds the port; streams are read after `open`.
    ///
    /// @return the port
    public int bind(String host, int port) throws IOException, InterruptedException {
        return server.bind(host, port);
    }

    /// The facts are known: streams are read.
    public void open() {
        server.open();
    }

    public StreamTable table() {
        return table;
    }

    public StanzaStreams outbound() {
        return outbound;
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
        outbound.close();
        table.endAll(limit);
    }

    /// Gives the port back.
    public void close() throws InterruptedException {
        server.close();
    }
}
