package org.rehome.gateway.hook;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.xmpp.hook.HookAnswer;
import org.rehome.xmpp.hook.HookAnswer.UserState;
import org.rehome.xmpp.hook.Requests;
import org.rehome.xmpp.hook.Requests.Mover;

/// Tells hooks where users live: at once while few requests are under way, else many users in one request. Blocks
/// nobody; answers are told on the thread that brings them.
public final class UserRequests {
    /// One user whose answer takes long must not keep all others waiting.
    private static final int MAX_UNDER_WAY = 8;

    private final Hooks hooks;
    private final Map<Line, Queue> queues = new ConcurrentHashMap<>();

    /// The two words.
    public enum Word {
        AWAY("away"),
        HOME("home");

        private final String wire;

        Word(String wire) {
            this.wire = wire;
        }

        byte[] write(Requests requests, String id, List<Mover> users) {
            return switch (this) {
                case AWAY -> requests.away(id, users);
                case HOME -> requests.home(id, users);
            };
        }
    }

    private record Line(PoolName pool, Word word) {}

    private record Asking(Mover user, Consumer<Said> then) {}

    public UserRequests(Hooks hooks) {
        this.hooks = hooks;
    }

    /// @param then told once
    public void ask(PoolName pool, Word word, Mover user, Consumer<Said> then) {
        queues.computeIfAbsent(new Line(pool, word), Queue::new).add(new Asking(user, then));
    }

    private final class Queue {
        private final Line line;
        private final Deque<Asking> waiting = new ArrayDeque<>();
        private int underWay;

        Queue(Line line) {
            this.line = line;
        }

        void add(Asking asking) {
            synchronized (this) {
                waiting.add(asking);
            }
            send();
        }

        private void send() {
            for (List<Asking> next = next(); !next.isEmpty(); next = next()) {
                request(next);
            }
        }

        /// A user is in a request once: else her answer would not say which epoch it is for.
        private synchronized List<Asking> next() {
            Map<Jid, Asking> batch = new LinkedHashMap<>();
            while (underWay < MAX_UNDER_WAY
                    && batch.size() < Requests.MAX_USERS
                    && !waiting.isEmpty()
                    && !batch.containsKey(waiting.getFirst().user().user())) {
                Asking first = waiting.removeFirst();
                batch.put(first.user().user(), first);
            }
            if (!batch.isEmpty()) {
                underWay++;
            }
            return List.copyOf(batch.values());
        }

        private void request(List<Asking> batch) {
            send(batch, () -> {
                synchronized (this) {
                    underWay--;
                }
                send();
            });
        }

        private void send(List<Asking> batch, Runnable after) {
            List<Mover> users = batch.stream().map(Asking::user).toList();
            var unused = hooks.ask(line.pool(), line.word().wire, (requests, id) -> line.word()
                            .write(requests, id, users))
                    .handle((answer, failure) -> {
                        answered(batch, answer, failure, after);
                        return null;
                    });
        }

        private void answered(
                List<Asking> batch, @Nullable HookAnswer answer, @Nullable Throwable failure, Runnable after) {
            List<Runnable> told = new ArrayList<>();
            switch (answer) {
                case null -> batch.forEach(each -> told.add(() -> each.then().accept(new Said.Later(reason(failure)))));
                case HookAnswer.Failed failed
                when batch.size() > 1 && isFinal(failed) -> {
                    // one user whom the hook cannot take must not be the others' end
                    batch.forEach(each -> send(List.of(each), () -> {}));
                }
                case HookAnswer.Failed failed -> {
                    Said said = isFinal(failed) ? new Said.Refused(failed.reason()) : new Said.Later(failed.reason());
                    batch.forEach(each -> told.add(() -> each.then().accept(said)));
                }
                case HookAnswer.Result result -> {
                    Map<Jid, Said> states = states(result);
                    Said missing = new Said.Later("the hook's answer does not name her");
                    batch.forEach(each -> told.add(() ->
                            each.then().accept(states.getOrDefault(each.user().user(), missing))));
                }
            }
            after.run();
            told.forEach(Runnable::run);
        }
    }

    private static String reason(@Nullable Throwable failure) {
        return failure == null || failure.getMessage() == null ? "no answer" : failure.getMessage();
    }

    /// Whether the same would be answered again.
    static boolean isFinal(HookAnswer.Failed failed) {
        return switch (failed.condition()) {
            case "bad-request", "item-not-found", "not-allowed" -> true;
            default -> false;
        };
    }

    private static Map<Jid, Said> states(HookAnswer.Result result) {
        Map<Jid, Said> states = new LinkedHashMap<>();
        try {
            for (UserState each : HookAnswer.users(result.payload())) {
                states.put(
                        each.user(),
                        switch (each.state()) {
                            case "done" -> new Said.Done();
                            case "waiting" -> new Said.Waiting();
                            case "stale" -> new Said.Stale(each.epoch());
                            default -> new Said.Later("state \"" + each.state() + "\" is none of the protocol");
                        });
            }
        } catch (RuntimeException e) {
            // who is not read is asked about again
            return states;
        }
        return states;
    }
}
