package org.rehome.lab.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.rehome.lab.certificate.Pem;
import org.rehome.lab.operator.NotDone;
import org.rehome.lab.operator.Rest;
import org.rehome.lab.operator.SuiteAddresses;
import org.rehome.lab.operator.Waiting;
import org.rehome.lab.partner.SimulatedPartner;
import org.rehome.lab.pool.SimulatedPool;

/// The six steps of the migration, each by the REST calls that an operator makes.
public final class Steps {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final SuiteAddresses suite;
    private final World world;
    private final Screen screen;
    private final Rest directory;
    private final Rest gateway;
    private final List<Rest> edges;
    private final CutOver cutOver;
    private final Switches switches;

    public Steps(SuiteAddresses suite, World world, Screen screen) {
        this.suite = suite;
        this.world = world;
        this.screen = screen;
        this.directory = new Rest(suite.directory());
        this.gateway = new Rest(suite.gateway());
        this.edges = suite.edges().stream().map(each -> new Rest(each.rest())).toList();
        this.cutOver = new CutOver(suite, world, screen);
        this.switches = new Switches(gateway, screen);
    }

    CutOver cutOver() {
        return cutOver;
    }

    Switches switches() {
        return switches;
    }

    public Rest directory() {
        return directory;
    }

    /// The zones as they are before the migration.
    public void publishZones() throws IOException, InterruptedException {
        cutOver.publishZones();
    }

    /// Step 1: both pools are registered, the users are imported, the links are open.
    public void deployPools() throws IOException, InterruptedException {
        registerPool(world.legacy, true);
        registerPool(world.target, false);
        StringBuilder csv = new StringBuilder("jid,pool\n");
        world.users.forEach(user -> csv.append(user).append(",legacy\n"));
        JsonNode imported =
                directory.post("/users/import", "text/csv", csv.toString()).json();
        Waiting.until("links to both pools", SOON, () -> {
            int open = 0;
            for (JsonNode link : items(gateway.get("/links").json())) {
                boolean injection = link.path("stream").asText().equals("injection");
                open += injection && link.path("state").asText().equals("open") ? 1 : 0;
            }
            return open < 2 ? Waiting.notYet() : Waiting.done(open);
        });
        screen.say(
                "pools legacy and new are linked; " + imported.path("imported").asInt() + " users live on legacy");
    }

    private void registerPool(SimulatedPool pool, boolean legacy) throws IOException, InterruptedException {
        ObjectNode body = Rest.object().put("description", "simulated").put("legacy", legacy);
        body.putArray("domains").add(World.DOMAIN);
        ObjectNode link = body.putObject("link")
                .put("kind", pool.hooked() ? "hook" : "component")
                .put("host", "127.0.0.1")
                .put("injectionPort", pool.port())
                .put("secret", pool.name());
        if (!pool.hooked()) {
            link.put("capturePort", pool.port());
        }
        directory.put("/pools/" + pool.name(), body);
    }

    private static JsonNode items(JsonNode list) {
        return list.isArray() ? list : list.path("items");
    }

    /// Step 2: every edge has announced itself and takes connections.
    public void deployEdge() throws IOException, InterruptedException {
        Waiting.until("every edge", SOON, () -> {
            JsonNode announced = items(edges.getFirst().get("/edges").json());
            return announced.size() < edges.size() ? Waiting.notYet() : Waiting.done(announced);
        });
        for (SuiteAddresses.Edge each : suite.edges()) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), each.s2sPort()), 5_000);
            }
            screen.say("an edge takes server-to-server streams on port " + each.s2sPort());
        }
    }

    /// Step 4: a policy that admits the users, a certificate for the domain, the authorities that both sides trust.
    /// Before it, the next step is refused, and says what is missing.
    public void setPoliciesAndCertificates() throws IOException, InterruptedException {
        configurePartners();
        Rest.Answer early = gateway.attempt("/partners/" + World.partnerDomain(1) + "/enable", Rest.object());
        if (early.status() != 422) {
            throw new NotDone("a partner was enabled without policy and certificate: " + early.status());
        }
        screen.say("enabling " + World.partnerDomain(1) + " now is refused: " + early.detail());
        directory.put(
                "/policies/global",
                Rest.object().put("enableFederationAccess", true).put("enableXmppAccess", true));
        for (Rest edge : edges) {
            edge.post("/certificates/" + World.DOMAIN + "/development", Rest.object());
            edge.put("/authorities/lab", "application/x-pem-file", world.authority.pem());
            String ours = edge.get("/authorities/development").text();
            for (SimulatedPartner partner : world.partners) {
                Pem.certificates(ours).forEach(partner::trust);
            }
        }
        screen.say("policy global admits everybody; every edge has a certificate for " + World.DOMAIN);
    }

    private void configurePartners() throws IOException, InterruptedException {
        for (int number = 1; number <= world.partners.size(); number++) {
            boolean dialback = World.usesDialback(number);
            gateway.put(
                    "/partners/" + World.partnerDomain(number),
                    Rest.object()
                            .put("description", "simulated")
                            .put("partnerType", "Federated")
                            .put("tlsNegotiation", "Required")
                            .put("saslNegotiation", dialback ? "NotSupported" : "Required")
                            .put("supportDialbackNegotiation", dialback));
        }
    }

    /// Step 5: every partner is enabled. Its streams are admitted from now on; outbound follows when it can confirm.
    public void enablePartners() throws IOException, InterruptedException {
        for (int number = 1; number <= world.partners.size(); number++) {
            switches.enable(number);
        }
    }

    /// Step 6: the SRV record is changed to the edges, verified on every server; then the partners find their way in,
    /// confirm, and the cut-over is complete.
    public void cutOverDns() throws IOException, InterruptedException {
        cutOver.flip();
        cutOver.closeOldStreams();
        for (int number = 1; number <= world.partners.size(); number++) {
            switches.awaitConfirming(number);
        }
        cutOver.complete();
    }
}
