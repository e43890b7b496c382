package org.rehome.lab.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.rehome.lab.operator.NotDone;
import org.rehome.lab.operator.Rest;
import org.rehome.lab.operator.Waiting;
import org.rehome.lab.pool.SimulatedPool;

/// Moves users under traffic. Where pools have no hooks a user writes nothing while she changes pools,
/// because the order of what she sends is not promised then; what is sent to her goes on coming all the
/// time.
final class Moves {
    private static final Duration DRAINED_WITHIN = Duration.ofSeconds(90);
    private static final Duration MOVED_WITHIN = Duration.ofMinutes(10);

    private final Rest directory;
    private final World world;
    private long moved;

    Moves(Rest directory, World world) {
        this.directory = directory;
        this.world = world;
    }

    /// How many users were moved so far.
    long moved() {
        return moved;
    }

    /// Moves the users and returns when every one of them has arrived.
    String move(List<String> users, String from, String to) throws IOException, InterruptedException {
        SimulatedPool source = pool(from);
        SimulatedPool target = pool(to);
        if (!source.hooked()) {
            silence(users);
        }
        // her client is on both pools during the move, so that she sees every message at once
        users.forEach(target::login);
        ObjectNode request = Rest.object().put("target", to);
        ArrayNode list = request.putArray("users");
        users.forEach(list::add);
        JsonNode move =
                await(directory.post("/moves", request).json().path("id").asText());
        world.changeSessions(users, source, target);
        users.forEach(world.traffic::release);
        moved += users.size();
        holds(move.path("id").asText()).forEach(world.ledger::held);
        return "%d users moved from %s to %s, %.0f a second"
                .formatted(users.size(), from, to, move.path("perSecond").asDouble());
    }

    private void silence(List<String> users) throws NotDone, InterruptedException {
        users.forEach(world.traffic::withhold);
        for (String user : users) {
            if (!world.ledger.settle(user, DRAINED_WITHIN)) {
                throw new NotDone("what " + user + " had sent did not arrive within " + DRAINED_WITHIN.toSeconds()
                        + " s, so the move was not begun");
            }
        }
    }

    private SimulatedPool pool(String name) {
        SimulatedPool pool = world.pools().get(name);
        if (pool == null) {
            throw new IllegalArgumentException("no pool " + name);
        }
        return pool;
    }

    private JsonNode await(String id) throws IOException, InterruptedException {
        JsonNode done = Waiting.until("move " + id, MOVED_WITHIN, () -> {
            JsonNode move = directory.get("/moves/" + id).json();
            return move.path("state").asText().equals("running") ? Waiting.notYet() : Waiting.done(move);
        });
        if (done.path("failed").asInt() > 0) {
            JsonNode users =
                    directory.get("/moves/" + id + "/users?state=failed").json();
            throw new NotDone(done.path("failed").asInt() + " users were not moved, the first because "
                    + users.path("items").path(0).path("reason").asText());
        }
        return done;
    }

    private List<Duration> holds(String id) throws IOException, InterruptedException {
        List<Duration> holds = new ArrayList<>();
        String after = "";
        while (true) {
            JsonNode page =
                    directory.get("/moves/" + id + "/users?limit=1000" + after).json();
            for (JsonNode user : page.path("items")) {
                if (user.path("holdMillis").isNumber()) {
                    holds.add(Duration.ofMillis(user.path("holdMillis").asLong()));
                }
            }
            if (page.path("next").isMissingNode() || page.path("next").isNull()) {
                return holds;
            }
            after = "&after="
                    + java.net.URLEncoder.encode(page.path("next").asText(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }
}
