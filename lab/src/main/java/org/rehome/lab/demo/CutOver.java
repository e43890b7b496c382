package org.rehome.lab.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import org.rehome.lab.operator.Rest;
import org.rehome.lab.operator.SuiteAddresses;
import org.rehome.lab.operator.Waiting;
import org.rehome.lab.partner.SimulatedPartner;

/// Step 6, the change of DNS, and the zones as they are before it.
final class CutOver {
    private static final Duration SOON = Duration.ofSeconds(60);

    /// The port that RFC 863 has for those who answer nothing.
    private static final int NOBODY = 9;

    private final SuiteAddresses suite;
    private final World world;
    private final Screen screen;
    private final Rest dns;
    private String id = "";

    CutOver(SuiteAddresses suite, World world, Screen screen) {
        this.suite = suite;
        this.world = world;
        this.screen = screen;
        this.dns = new Rest(suite.dns());
    }

    /// The organisation's SRV record names the legacy gateway, where nobody answers if this demonstration
    /// has none; each partner's names the partner.
    void publishZones() throws IOException, InterruptedException {
        int legacy = world.legacyGateway
                .map(each -> each.federation().address().getPort())
                .orElse(NOBODY);
        dns.put("/zones/" + World.DOMAIN, "text/dns", zone(World.DOMAIN, "legacy", legacy));
        for (SimulatedPartner partner : world.partners) {
            String domain = partner.domains().getFirst();
            dns.put("/zones/" + domain, "text/dns", zone(domain, "xmpp", partner.port()));
        }
    }

    private static String zone(String domain, String host, int port) {
        return """
                $ORIGIN %s.
                $TTL 2
                @ IN SOA ns1 hostmaster 1 3600 600 604800 1
                @ IN NS ns1
                ns1 IN A 127.0.0.1
                %s IN A 127.0.0.1
                _xmpp-server._tcp IN SRV 10 0 %d %s
                """.formatted(domain, host, port, host);
    }

    /// Changes the SRV record to the edges; returns when every server agrees.
    void flip() throws IOException, InterruptedException {
        dns.put("/domains/" + World.DOMAIN, desired());
        JsonNode plan =
                dns.post("/cutovers", Rest.object().put("domain", World.DOMAIN)).json();
        id = plan.path("id").asText();
        plan.path("before").forEach(record -> screen.say("- " + record.asText()));
        plan.path("after").forEach(record -> screen.say("+ " + record.asText()));
        dns.post(
                "/cutovers/" + id + "/apply",
                Rest.object().put("hash", plan.path("hash").asText()));
        Waiting.until("every DNS server agrees", SOON, () -> {
            JsonNode verification =
                    dns.post("/cutovers/" + id + "/verify", Rest.object()).json();
            return verification.path("verified").asBoolean() ? Waiting.done(verification) : Waiting.notYet();
        });
        screen.say("the change is verified on every server");
    }

    private ObjectNode desired() {
        ObjectNode desired = Rest.object().put("zone", World.DOMAIN).put("ttl", 2);
        ArrayNode targets = desired.putArray("edges");
        for (int number = 1; number <= suite.edges().size(); number++) {
            targets.addObject()
                    .put("host", Demo.edgeHost(number))
                    .put("port", suite.edges().get(number - 1).s2sPort())
                    .put("priority", 10)
                    .put("weight", 0)
                    .putArray("addresses")
                    .add("127.0.0.1");
        }
        return desired;
    }

    /// Streams that were opened before the change stay where they are. The legacy gateway's administrator closes them:
    /// then partners ask DNS again.
    void closeOldStreams() {
        world.legacyGateway.ifPresent(legacy -> {
            int closed = 0;
            for (SimulatedPartner partner : world.partners) {
                closed += legacy.federation().closeStreams(partner.domains().getFirst());
            }
            screen.say("the legacy gateway closes its " + closed + " streams, gracefully");
        });
    }

    /// Returns when every partner's streams pass through an edge to the legacy gateway.
    void awaitSplices() throws IOException, InterruptedException {
        for (SimulatedPartner partner : world.partners) {
            String domain = partner.domains().getFirst();
            Waiting.until(domain + " comes by an edge", SOON, () -> {
                for (SuiteAddresses.Edge edge : suite.edges()) {
                    JsonNode splices = new Rest(edge.rest())
                            .get("/splices?partner=" + domain)
                            .json();
                    if (!splices.path("items").isEmpty()) {
                        return Waiting.done(splices);
                    }
                }
                return Waiting.notYet();
            });
            screen.say(domain + " finds the edge by DNS, and is passed through to the legacy gateway");
        }
    }

    void complete() throws IOException, InterruptedException {
        dns.post("/cutovers/" + id + "/complete", Rest.object());
        screen.say("the cut-over is complete");
    }
}
