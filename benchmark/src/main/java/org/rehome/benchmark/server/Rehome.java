package org.rehome.benchmark.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.rehome.benchmark.load.Job;
import org.rehome.benchmark.server.SuiteStarter.StartedSuite;
import org.rehome.lab.operator.NotDone;
import org.rehome.lab.operator.Rest;
import org.rehome.lab.operator.SuiteAddresses;
import org.rehome.lab.operator.Waiting;

/// Rehome as a suite: edge, Kafka, gateway, and the generator as the pool. Everything is told by REST.
public final class Rehome implements Running {
    /// The pool, and the name of its link's secret.
    private static final String NOWHERE = "127.0.0.1:1";
    private static final String POOL = "new";

    private static final Duration SOON = Duration.ofSeconds(60);

    private final StartedSuite suite;
    private final Ground ground;
    private final List<String> users;
    private final int poolPort;
    private final Rest directory;
    private final Rest gateway;
    private final Rest edge;

    private Rehome(StartedSuite suite, Ground ground, List<String> users, int poolPort) {
        this.suite = suite;
        this.ground = ground;
        this.users = List.copyOf(users);
        this.poolPort = poolPort;
        SuiteAddresses addresses = suite.addresses();
        directory = new Rest(addresses.directory());
        gateway = new Rest(addresses.gateway());
        edge = new Rest(addresses.edge().rest());
    }

    /// @param users of the receiving domain
    public static Running start(SuiteStarter suites, Ground ground, Path folder, List<String> users)
            throws IOException {
        int poolPort = FreePort.choose();
        return new Rehome(suites.start(folder), ground, users, poolPort);
    }

    @Override
    public int s2sPort() {
        return suite.addresses().edge().s2sPort();
    }

    @Override
    public Job.Side side() {
        return new Job.Side.Pool(poolPort, suite.addresses().secret(POOL));
    }

    @Override
    public Map<String, Long> processes() {
        return suite.processes();
    }

    @Override
    public void admitPartner() throws IOException, InterruptedException {
        registerPool();
        directory.post("/users/import", "text/csv", "jid,pool\n" + lines());
        directory.put(
                "/policies/global",
                Rest.object().put("enableFederationAccess", true).put("enableXmppAccess", true));
        edge.post("/certificates/" + Ground.DOMAIN + "/development", Rest.object());
        edge.put("/authorities/benchmark", "application/x-pem-file", ground.authority());
        enablePartner();
        awaitRoutes();
    }

    private void registerPool() throws IOException, InterruptedException {
        ObjectNode body = Rest.object().put("description", "benchmark").put("legacy", false);
        body.putArray("domains").add(Ground.DOMAIN);
        body.putObject("link")
                .put("kind", "component")
                .put("host", "127.0.0.1")
                .put("injectionPort", poolPort)
                .put("capturePort", poolPort)
                .put("secret", POOL);
        directory.put("/pools/" + POOL, body);
    }

    private String lines() {
        var csv = new StringBuilder();
        users.forEach(user -> csv.append(user).append(',').append(POOL).append('\n'));
        return csv.toString();
    }

    /// The gateway learns of pool, policy and certificate by topic, a moment after they were set. The partner only
    /// sends, so that the way to it is closed is the one thing that may be missing in the end.
    private void enablePartner() throws IOException, InterruptedException {
        String partner = "/partners/" + Ground.PARTNER;
        gateway.put(
                partner,
                Rest.object()
                        .put("partnerType", "Federated")
                        .put("tlsNegotiation", "Required")
                        .put("saslNegotiation", "Required")
                        .put("supportDialbackNegotiation", false)
                        .put("proxyFqdn", NOWHERE));
        Waiting.until(Ground.PARTNER + " enabled", SOON, () -> {
            Rest.Answer answer = gateway.attempt(partner + "/enable", Rest.object());
            if (answer.status() == 422 && answer.detail().startsWith("probe:")) {
                answer = gateway.attempt(
                        partner + "/enable",
                        Rest.object().put("force", true).put("reason", "the generator takes no streams"));
            }
            if (!answer.ok() && answer.status() != 422) {
                throw new NotDone("enabling " + Ground.PARTNER + " was answered " + answer.detail());
            }
            return answer.ok() ? Waiting.done(answer) : Waiting.notYet();
        });
    }

    /// What is sent before the gateway knows a user's home would come back.
    private void awaitRoutes() throws IOException, InterruptedException {
        for (String user : users) {
            String path = "/routes/explain?from=somebody@" + Ground.PARTNER + "&to=" + user;
            Waiting.until("a route to " + user, SOON, () -> {
                JsonNode route = gateway.get(path).json().path("route");
                return route.path("route").asText().equals("pool") ? Waiting.done(route) : Waiting.notYet();
            });
        }
    }

    @Override
    public void close() {
        suite.close();
    }
}
