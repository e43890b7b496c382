package org.rehome.lab.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.rehome.lab.chaos.Schedule.PlannedMove;
import org.rehome.lab.demo.Screen;
import org.rehome.lab.demo.World;
import org.rehome.lab.operator.Rest;
import org.rehome.lab.operator.Waiting;
import org.rehome.lab.pool.SimulatedPool;

/// Moves users to their other pool, again and again, whatever goes wrong meanwhile.
///
/// A user writes nothing while she changes pools, because without pool hooks the order of what she sends is not
/// promised across a move; what is sent to her goes on. A move may fail, for instance because a pool is away; then
/// she is where she was. Where she is, the directory says; what it answers to the move itself may be lost on the way.
final class RandomMoves {
    private static final Duration DRAINED_WITHIN = Duration.ofSeconds(45);
    private static final Duration KNOWN_WITHIN = Duration.ofMinutes(3);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    /// Longer than a pool is away.
    private static final Duration POSSIBLE_WITHIN = Duration.ofSeconds(25);

    private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(1);
    private static final int UNMET = 422;

    private final Rest directory;
    private final World world;
    private final Traces traces;
    private final Screen screen;
    private final Map<String, String> homes = new HashMap<>();
    private final AtomicLong moved = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong notBegun = new AtomicLong();

    RandomMoves(Rest directory, World world, Traces traces, Screen screen) {
        this.directory = directory;
        this.world = world;
        this.traces = traces;
        this.screen = screen;
        world.users.forEach(user -> homes.put(user, world.legacy.name()));
    }

    /// Users who arrived at their other pool, every move counted.
    long moved() {
        return moved.get();
    }

    /// Users who stayed where they were although a move was asked for.
    long failed() {
        return failed.get();
    }

    /// Users whose move was not asked for, because what they had sent was still on its way.
    long notBegun() {
        return notBegun.get();
    }

    void run(List<PlannedMove> planned, long began) throws IOException, InterruptedException {
        for (PlannedMove each : planned) {
            Instants.await(began, each.at());
            List<String> drawn = each.users().stream().map(world.users::get).toList();
            String source = home(drawn.getFirst());
            move(drawn.stream().filter(user -> home(user).equals(source)).toList(), other(source));
        }
    }

    private String home(String user) {
        return homes.getOrDefault(user, "");
    }

    private String other(String pool) {
        return pool.equals(world.legacy.name()) ? world.target.name() : world.legacy.name();
    }

    private void move(List<String> users, String target) throws IOException, InterruptedException {
        users.forEach(world.traffic::withhold);
        try {
            if (!drained(users)) {
                notBegun.addAndGet(users.size());
                return;
            }
            // her client is on both pools during the move, so that she sees every message at once
            users.forEach(pool(target)::login);
            Optional<String> move = attempt(users, target);
            awaitNoMove();
            if (move.isPresent()) {
                enterHolds(move.get());
            }
            for (String user : users) {
                arrive(user, target);
            }
        } finally {
            users.forEach(world.traffic::release);
        }
    }

    private boolean drained(List<String> users) throws InterruptedException {
        long deadline = System.nanoTime() + DRAINED_WITHIN.toNanos();
        while (users.stream().anyMatch(traces::anyOnItsWayFrom)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(LOOK_EVERY);
        }
        return true;
    }

    /// Asks for the move; while something stands in its way, again, as an operator does.
    ///
    /// @return its id; empty if it was refused for too long, or nobody knows
    private Optional<String> attempt(List<String> users, String target) throws InterruptedException {
        ObjectNode request = Rest.object().put("target", target);
        ArrayNode list = request.putArray("users");
        users.forEach(list::add);
        long deadline = System.nanoTime() + POSSIBLE_WITHIN.toNanos();
        try {
            Rest.Answer answer = directory.attempt("/moves", request);
            while (answer.status() == UNMET && System.nanoTime() < deadline) {
                Thread.sleep(ASK_AGAIN_AFTER);
                answer = directory.attempt("/moves", request);
            }
            if (answer.ok()) {
                return Optional.of(answer.json().path("id").asText());
            }
            screen.say("move to " + target + " refused: " + answer.detail());
        } catch (IOException e) {
            screen.say("move to " + target + ": no answer (" + e + ")");
        }
        return Optional.empty();
    }

    /// Also after a request without an answer, which the directory may have taken.
    private void awaitNoMove() throws IOException, InterruptedException {
        Waiting.until("no move under way", KNOWN_WITHIN, () -> ask("/moves?limit=20")
                .filter(moves ->
                        moves.path("items").findValuesAsText("state").stream().noneMatch("running"::equals)));
    }

    private void enterHolds(String move) throws InterruptedException {
        JsonNode users = ask("/moves/" + move + "/users?limit=1000").orElse(Rest.object());
        for (JsonNode user : users.path("items")) {
            if (user.path("holdMillis").isNumber()) {
                world.ledger.held(Duration.ofMillis(user.path("holdMillis").asLong()));
            }
        }
    }

    /// What the directory answers; nothing while it does not.
    private Optional<JsonNode> ask(String path) throws InterruptedException {
        try {
            return Optional.of(directory.get(path).json());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void arrive(String user, String target) throws IOException, InterruptedException {
        String home = Waiting.until("a home of " + user, KNOWN_WITHIN, () -> ask("/users/" + user)
                .filter(known -> known.path("state").asText().equals("homed"))
                .map(known -> known.path("pool").asText()));
        homes.put(user, home);
        pool(home).login(user);
        pool(other(home)).logout(user);
        if (home.equals(target)) {
            moved.incrementAndGet();
        } else {
            failed.incrementAndGet();
        }
    }

    private SimulatedPool pool(String name) {
        SimulatedPool pool = world.pools().get(name);
        if (pool == null) {
            throw new IllegalArgumentException("no pool " + name);
        }
        return pool;
    }
}
