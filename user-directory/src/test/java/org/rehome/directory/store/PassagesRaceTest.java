package org.rehome.directory.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.Event;
import org.rehome.contracts.event.MoveEvent.MoveCompleted;
import org.rehome.contracts.event.MoveEvent.UserMoveFailed;
import org.rehome.contracts.event.MoveEvent.UserMoved;
import org.rehome.contracts.event.MoveEvent.UserQuiesced;
import org.rehome.contracts.event.UserEvent;
import org.rehome.contracts.event.UserEvent.UserHomed;
import org.rehome.contracts.event.UserEvent.UserMoving;
import org.rehome.directory.TestDirectory;
import org.rehome.directory.move.Move;
import org.rehome.directory.move.Passage;
import org.rehome.directory.store.Arrivals.Settled;
import org.rehome.directory.store.MoveStart.Manner;
import org.rehome.directory.user.Home;
import org.rehome.directory.user.Selection;

/// Promise P4: a home changes by compare-and-set, so of racing writers one wins.
@DisplayName("Racing writers of homes")
class PassagesRaceTest {
    private static final int THREADS = 8;
    private static final int USERS = 6;

    TestDirectory directory;
    PoolName old;
    PoolName newer;
    ExecutorService threads;

    @BeforeEach
    void open(@TempDir Path folder) {
        directory = TestDirectory.in(folder);
        old = directory.pool("old");
        newer = directory.pool("new");
        for (int i = 0; i < USERS; i++) {
            directory.user("user" + i + "@example.test", old);
        }
        directory.takeOutbox();
        threads = Executors.newVirtualThreadPerTaskExecutor();
    }

    @AfterEach
    void close() {
        threads.close();
        directory.close();
    }

    @RepeatedTest(5)
    @DisplayName("who begin moves of the same users: one begins, the others are told the user and her move")
    void racingMoves() throws Exception {
        List<Outcome<Move>> outcomes =
                race(() -> directory.starts.forward(new Selection.Everybody(), newer, new Manner(null, false)));
        List<Outcome<Move>> created = outcomes.stream()
                .filter(outcome -> outcome instanceof Outcome.Created)
                .toList();
        assertThat(created).hasSize(1);
        String move = ((Outcome.Created<Move>) created.getFirst()).now().id();
        assertThat(outcomes)
                .filteredOn(outcome -> outcome instanceof Outcome.Conflict)
                .hasSize(THREADS - 1)
                .allSatisfy(outcome ->
                        assertThat(((Outcome.Conflict<Move>) outcome).reason()).contains(move));
    }

    @RepeatedTest(5)
    @DisplayName("who answer and abort at once: one wins, and the home has risen by one epoch")
    void racingEnds() throws Exception {
        Jid user = Jid.parse("user0@example.test");
        String move = begin();
        directory.leave(move);
        AtomicInteger turn = new AtomicInteger();
        List<Settled> arrivals = race(() -> turn.getAndIncrement() % 2 == 0
                ? directory.arrivals.arrive(List.of(new UserQuiesced(move, user, 2, "gateway-1")))
                : directory.arrivals.putBack(Map.of(passage(move, user, 2), "raced")));
        assertThat(arrivals)
                .filteredOn(arrival -> arrival.accepted().size() == 1)
                .hasSize(1);
        assertThat(directory.users.find(user).orElseThrow().home().epoch()).isEqualTo(3);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    @DisplayName("in any order leave one history per user, of rising epochs, and one completed move")
    void anyOrder(long seed) throws Exception {
        String move = begin();
        AtomicInteger worker = new AtomicInteger();
        race(() -> {
            Random random = new Random(seed * 1000 + worker.getAndIncrement());
            for (int step = 0; step < 40; step++) {
                act(move, random);
            }
            return true;
        });
        settle(move);
        assertHistories(move, directory.takeEvents());
    }

    private void act(String move, Random random) {
        Jid user = user(random.nextInt(USERS));
        Jid other = user(random.nextInt(USERS));
        long epoch = random.nextInt(1, 5);
        switch (random.nextInt(4)) {
            case 0, 1 -> directory.departures.leave(move, null, random.nextInt(1, 4));
            case 2 ->
                directory.arrivals.arrive(List.of(
                        new UserQuiesced(move, user, epoch, "gateway-1"),
                        new UserQuiesced(move, other, epoch, "gateway-1")));
            default -> {
                if (random.nextInt(4) == 0) {
                    directory.arrivals.putBack(Map.of(passage(move, user, epoch), "raced"));
                }
            }
        }
    }

    private void settle(String move) {
        directory.leave(move);
        for (int i = 0; i < USERS; i++) {
            directory.arrivals.arrive(List.of(new UserQuiesced(move, user(i), 2, "gateway-1")));
        }
    }

    private Passage passage(String move, Jid user, long epoch) {
        return new Passage(move, user, old, newer, epoch);
    }

    private static Jid user(int number) {
        return Jid.parse("user" + number + "@example.test");
    }

    private void assertHistories(String move, List<Event> events) {
        Map<Jid, List<UserEvent>> histories = new HashMap<>();
        int moved = 0;
        int failed = 0;
        for (Event event : events) {
            switch (event) {
                case UserEvent change ->
                    histories
                            .computeIfAbsent(change.user(), user -> new ArrayList<>())
                            .add(change);
                case UserMoved arrival -> moved++;
                case UserMoveFailed failure -> failed++;
                default -> {}
            }
        }
        assertThat(histories).hasSize(USERS);
        histories.forEach((user, history) -> {
            List<UserEvent> different = history.stream().distinct().toList();
            assertThat(different).hasSize(2);
            assertThat(different.getFirst()).isEqualTo(new UserMoving(user, old, newer, 2, move, null));
            assertThat(different.getLast()).isInstanceOf(UserHomed.class);
            assertThat(history).extracting(UserEvent::epoch).isSorted();
            UserHomed homed = (UserHomed) different.getLast();
            assertThat(directory.users.find(user).orElseThrow().home()).isEqualTo(new Home.Homed(homed.pool(), 3));
        });
        assertThat(moved + failed).isEqualTo(USERS);
        assertThat(events).filteredOn(event -> event instanceof MoveCompleted).hasSize(1);
        assertThat(events.getLast()).isEqualTo(new MoveCompleted(move, moved, failed, 0));
        assertThat(directory.moves.find(move).orElseThrow().counts())
                .isEqualTo(new Move.Counts(USERS, moved, failed, 0, 0));
    }

    private String begin() {
        String move = ((Outcome.Created<Move>)
                        directory.starts.forward(new Selection.Everybody(), newer, new Manner(null, false)))
                .now()
                .id();
        directory.takeOutbox();
        return move;
    }

    private <T> List<T> race(Callable<T> work) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<T>> running = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            running.add(threads.submit(() -> {
                start.await();
                return work.call();
            }));
        }
        start.countDown();
        List<T> results = new ArrayList<>();
        for (Future<T> each : running) {
            results.add(each.get());
        }
        return results;
    }
}
