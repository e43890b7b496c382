package org.rehome.directory.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.MoveEvent.MoveCompleted;
import org.rehome.contracts.event.MoveEvent.UserQuiesced;
import org.rehome.contracts.event.UserEvent.UserMoving;
import org.rehome.directory.TestDirectory;
import org.rehome.directory.move.MoveUser;
import org.rehome.directory.move.Transfer;
import org.rehome.directory.move.Window;
import org.rehome.directory.socket.HookServer;
import org.rehome.directory.socket.TransferHook;
import org.rehome.directory.user.Selection;

@DisplayName("A move with transfer of account data")
class MoverTransferTest {
    private static final int USERS = 8;
    private static final Duration LONG = Duration.ofSeconds(30);

    TestDirectory directory;
    String move;

    @BeforeEach
    void open(@TempDir Path folder) {
        directory = TestDirectory.in(folder);
        PoolName old = directory.pool("old");
        PoolName newer = directory.pool("new");
        for (int i = 0; i < USERS; i++) {
            directory.user("user" + i + "@example.test", old);
        }
        move = directory.begin(new Selection.Everybody(), newer);
    }

    @AfterEach
    void close() {
        directory.close();
    }

    @Test
    @DisplayName("calls the hook for many users at one time, and brings home whose data it has transferred")
    void atOnce() throws Exception {
        // answers nobody before all are there
        CyclicBarrier all = new CyclicBarrier(USERS);
        try (HookServer server = new HookServer((call, number) -> {
                    meet(all);
                    HookServer.status(call, 200);
                });
                TransferHook hook = hook(server);
                Transfers transfers = new Transfers(hook::transfer, USERS)) {
            runToEnd(mover(transfers));
            assertThat(directory.moves.users(move, MoveUser.State.MOVED, null, 100))
                    .hasSize(USERS);
            assertThat(server.bodies).hasSize(USERS);
        }
    }

    private static void meet(CyclicBarrier all) throws InterruptedException {
        try {
            all.await(20, TimeUnit.SECONDS);
        } catch (java.util.concurrent.BrokenBarrierException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("they did not come at one time", e);
        }
    }

    @Test
    @DisplayName("lets no more users leave than the hook is called for at one time")
    void bounded() throws Exception {
        try (Transfers transfers = new Transfers(passage -> new Transfer.Result.Transferred(), 3)) {
            Mover mover = mover(transfers);
            mover.resume();
            assertThat(mover.step()).isTrue();
            assertThat(directory.moves.count(move, MoveUser.State.MOVING)).isEqualTo(3);
        }
    }

    @Test
    @DisplayName("puts a user back when the hook refuses, with its reason, and goes on with the others")
    void refused() throws Exception {
        try (HookServer server = new HookServer((call, number) -> HookServer.status(call, number == 1 ? 409 : 200));
                TransferHook hook = hook(server);
                Transfers transfers = new Transfers(hook::transfer, 1)) {
            runToEnd(mover(transfers));
            assertThat(directory.moves.users(move, MoveUser.State.MOVED, null, 100))
                    .hasSize(USERS - 1);
            assertThat(directory.moves.users(move, MoveUser.State.FAILED, null, 100))
                    .extracting(MoveUser::reason)
                    .containsExactly("the transfer hook answered 409");
            assertThat(directory.users.list(new PoolName("old"), null, 10))
                    .singleElement()
                    .satisfies(user -> {
                        assertThat(user.home().epoch()).isEqualTo(3);
                    });
        }
    }

    @Test
    @DisplayName("calls the hook again with the same epoch after the process has ended in the middle")
    void killed() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (HookServer server = new HookServer((call, number) -> {
                    if (number == 1) {
                        never.await();
                    }
                    HookServer.status(call, 200);
                });
                TransferHook hook = hook(server)) {
            try (Transfers first = new Transfers(hook::transfer, 1)) {
                Mover mover = mover(first);
                mover.resume();
                mover.step();
                answer(mover);
                await().atMost(LONG).until(() -> server.bodies.size() == 1);
                assertThat(directory.moves.count(move, MoveUser.State.TRANSFERRING))
                        .isEqualTo(1);
            }
            try (Transfers second = new Transfers(hook::transfer, 1)) {
                runToEnd(mover(second));
            }
            assertThat(directory.moves.users(move, MoveUser.State.MOVED, null, 100))
                    .hasSize(USERS);
            assertThat(server.bodies.get(1)).isEqualTo(server.bodies.getFirst());
            assertThat(server.bodies).hasSize(USERS + 1);
        }
    }

    private static TransferHook hook(HookServer server) {
        return new TransferHook(new Transfer.Http(server.url(), null, USERS, Duration.ofSeconds(20), 1));
    }

    private Mover mover(Transfers transfers) {
        return new Mover(
                directory.starts,
                directory.moves,
                directory.departures,
                directory.arrivals,
                new MoverSettings(new Window(64, LONG), LONG, transfers),
                new DirectoryMetrics(new SimpleMeterRegistry(), directory.database),
                System::nanoTime);
    }

    private void runToEnd(Mover mover) {
        mover.resume();
        await().atMost(LONG).pollInterval(Duration.ofMillis(5)).until(() -> {
            mover.step();
            return answer(mover);
        });
    }

    /// Answers for everybody who has left since the last time.
    ///
    /// @return true when the move is completed
    private boolean answer(Mover mover) {
        boolean completed = false;
        for (var event : directory.takeEvents()) {
            if (event instanceof UserMoving moving) {
                mover.answered(List.of(new UserQuiesced(moving.move(), moving.user(), moving.epoch(), "gateway-1")));
            }
            completed |= event instanceof MoveCompleted;
        }
        return completed;
    }
}
