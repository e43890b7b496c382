package org.rehome.lab.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.rehome.lab.operator.NotDone;
import org.rehome.lab.operator.Rest;
import org.rehome.lab.operator.Waiting;

/// Switches partners, one by one, and waits for each switch to be done: the gateway may have to wait for its gates
/// before the state changes.
final class Switches {
    private static final Duration SWITCHED_WITHIN = Duration.ofSeconds(90);

    private final Rest gateway;
    private final Screen screen;
    private final List<Switched> all = new ArrayList<>();

    /// A switch that was done.
    ///
    /// @param millis until the partner had its state
    /// @param partner as the gateway had it then
    record Switched(String domain, String to, long millis, JsonNode partner) {
        ObjectNode toJson() {
            ObjectNode json = Rest.object().put("partner", domain).put("to", to).put("ms", millis);
            json.set("waited", partner.path("lastSwitch").path("waited"));
            json.set("pairs", partner.path("pairs"));
            return json;
        }
    }

    /// All switches that were done so far.
    List<Switched> all() {
        return List.copyOf(all);
    }

    Switches(Rest gateway, Screen screen) {
        this.gateway = gateway;
        this.screen = screen;
    }

    /// The partner's streams are admitted from now on, and everybody's stanzas follow when it can confirm.
    void enable(int number) throws IOException, InterruptedException {
        double seconds = change(number, "enable", Rest.object(), "enabled");
        screen.say("%s is enabled (%s)%s"
                .formatted(
                        World.partnerDomain(number),
                        World.usesDialback(number) ? "dialback" : "SASL EXTERNAL",
                        after(seconds)));
    }

    /// Enables it for some users' outbound traffic.
    void rollOut(int number, int percent) throws IOException, InterruptedException {
        ObjectNode body = Rest.object();
        body.putObject("rollout").put("percent", percent);
        double seconds = change(number, "enable", body, "enabled");
        screen.say("%s is enabled for %d %% of the users%s"
                .formatted(World.partnerDomain(number), percent, after(seconds)));
    }

    /// The legacy gateway has it again.
    void giveBack(int number) throws IOException, InterruptedException {
        double seconds = change(number, "return", Rest.object().put("reason", "to show that it can be"), "legacy");
        screen.say(World.partnerDomain(number) + " is returned to the legacy gateway" + after(seconds));
    }

    private static String after(double seconds) {
        return ", after %.1f s".formatted(seconds);
    }

    /// @return how long it took, in seconds
    private double change(int number, String step, ObjectNode body, String wanted)
            throws IOException, InterruptedException {
        String domain = World.partnerDomain(number);
        String path = "/partners/" + domain + "/" + step;
        long began = System.nanoTime();
        // the gateway learns of policy and certificate by topic, a moment after they were set
        Waiting.until("POST " + path, SWITCHED_WITHIN, () -> {
            Rest.Answer answer = gateway.attempt(path, body);
            if (!answer.ok() && answer.status() != 422) {
                throw new NotDone("POST " + path + " was answered " + answer.detail());
            }
            return answer.ok() ? Waiting.done(answer) : Waiting.notYet();
        });
        JsonNode[] last = new JsonNode[1];
        try {
            Waiting.until(domain + " " + wanted, SWITCHED_WITHIN, () -> {
                last[0] = gateway.get("/partners/" + domain).json();
                boolean there = last[0].path("state").asText().equals(wanted)
                        && last[0].path("rollout").path("percent").asInt(100)
                                == body.path("rollout").path("percent").asInt(100);
                return there ? Waiting.done(last[0]) : Waiting.notYet();
            });
        } catch (NotDone e) {
            throw new NotDone(e.getMessage() + "; the partner is " + last[0]);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        all.add(new Switched(domain, wanted, Math.round(seconds * 1_000), last[0]));
        return seconds;
    }

    /// Waits until what is sent to the partner goes by an edge.
    void awaitConfirming(int number) throws IOException, InterruptedException {
        String domain = World.partnerDomain(number);
        Waiting.until(domain + " confirms", SWITCHED_WITHIN, () -> {
            JsonNode partner = gateway.get("/partners/" + domain).json();
            return partner.path("confirmingOutbound").asBoolean() ? Waiting.done(partner) : Waiting.notYet();
        });
        screen.say(domain + " finds the edge by DNS and confirms: both directions are open");
    }
}
