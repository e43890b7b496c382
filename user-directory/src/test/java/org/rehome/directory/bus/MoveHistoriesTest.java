package org.rehome.directory.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.MoveEvent.UserQuiesced;
import org.rehome.contracts.event.UserEvent.UserMoving;
import org.rehome.directory.TestDirectory;
import org.rehome.directory.bus.KilledCommits.Killed;
import org.rehome.directory.bus.KilledCommits.Moment;
import org.rehome.directory.move.Move;
import org.rehome.directory.move.Transfer;
import org.rehome.directory.move.Window;
import org.rehome.directory.store.MoveStart;
import org.rehome.directory.store.MoveStart.Manner;
import org.rehome.directory.store.Outcome;
import org.rehome.directory.user.Home;
import org.rehome.directory.user.Selection;

/// Promise P4, for histories that chance writes: moves of any users begin, are paused, resumed, cancelled, limited and
/// reversed; gateways answer late, twice, for another epoch, or not at all; transfers fail; and the process is killed
/// before or after any commit.
@DisplayName("Whatever happens to moves,")
class MoveHistoriesTest {
    static final List<Integer> SEEDS = IntStream.range(0, 60).boxed().toList();
    private static final int STEPS = 150;
    private static final int USERS = 9;
    private static final List<PoolName> POOLS = List.of(new PoolName("p1"), new PoolName("p2"), new PoolName("p3"));

    @ParameterizedTest(name = "seed {0}")
    @FieldSource("SEEDS")
    @DisplayName("users end on one pool each, with rising epochs and one result in each move, and all moves end")
    void holds(int seed) {
        KilledCommits commits = new KilledCommits();
        String url = "jdbc:h2:mem:history" + seed;
        try (TestDirectory directory = TestDirectory.at(url, () -> {}, commits::around)) {
            Run run = new Run(directory, commits, new Random(seed), seed % 2 == 1);
            run.go();
        }
    }

    private static final class Run {
        private final TestDirectory directory;
        private final KilledCommits commits;
        private final MoveStart starts;
        private final Random random;
        private final boolean transferring;
        private final MoveHistory history = new MoveHistory();
        private final List<UserQuiesced> given = new ArrayList<>();
        private Mover mover;
        private long now = 1;
        private boolean calm;

        Run(TestDirectory directory, KilledCommits commits, Random random, boolean transferring) {
            this.directory = directory;
            this.commits = commits;
            this.random = random;
            this.transferring = transferring;
            this.starts = directory.startsInPartsOf(1 + random.nextInt(4));
            mover = newMover();
        }

        void go() {
            POOLS.forEach(pool -> directory.pool(pool.value()));
            for (int i = 0; i < USERS; i++) {
                directory.user(user(i).toString(), POOLS.get(random.nextInt(2)));
            }
            listen();
            for (int step = 0; step < STEPS; step++) {
                survive(this::act);
                listen();
            }
            calmDown();
            for (int i = 0; i < USERS; i++) {
                Home home = directory.users.find(user(i)).orElseThrow().home();
                assertThat(home).isEqualTo(new Home.Homed(history.home(user(i)), history.epoch(user(i))));
            }
        }

        private Mover newMover() {
            Transfers transfers = transferring ? new Transfers(passage -> transferred(), 3, Runnable::run) : null;
            return new Mover(
                    starts,
                    directory.moves,
                    directory.departures,
                    directory.arrivals,
                    new MoverSettings(
                            new Window(1 + random.nextInt(5), Duration.ofSeconds(10)),
                            Duration.ofSeconds(10),
                            transfers),
                    new DirectoryMetrics(new SimpleMeterRegistry(), directory.database),
                    () -> now);
        }

        private Transfer.Result transferred() {
            return random.nextInt(4) > 0
                    ? new Transfer.Result.Transferred()
                    : new Transfer.Result.Failed("the test wants it so");
        }

        /// What happens; when it ends the process, another one goes on with what is in the database.
        private void survive(Runnable what) {
            try {
                if (!calm && random.nextInt(12) == 0) {
                    commits.kill(random.nextBoolean() ? Moment.BEFORE : Moment.AFTER);
                }
                what.run();
            } catch (Killed e) {
                mover = newMover();
                mover.resume();
            }
            commits.kill(Moment.NEVER);
        }

        private void listen() {
            directory.takeEvents().forEach(history::tell);
        }

        private void act() {
            switch (random.nextInt(14)) {
                case 0, 1 -> begin();
                case 2 -> now += Duration.ofSeconds(1 + random.nextInt(6)).toNanos();
                case 3 -> steer(anyMove());
                case 4 -> reverse(anyMove());
                case 5 -> {
                    // killed between two commits
                    mover = newMover();
                    mover.resume();
                }
                case 6, 7, 8 -> answer();
                default -> assertThat(mover.step()).isIn(true, false);
            }
        }

        private void begin() {
            List<Jid> chosen = new ArrayList<>();
            for (int i = 0; i < USERS; i++) {
                if (random.nextInt(3) == 0) {
                    chosen.add(user(i));
                }
            }
            Selection selection = random.nextBoolean()
                    ? new Selection.OfPool(POOLS.get(random.nextInt(POOLS.size())))
                    : new Selection.Users(chosen);
            begun(starts.forward(
                    selection,
                    POOLS.get(random.nextInt(POOLS.size())),
                    new Manner(random.nextInt(3) == 0 ? 1 : null, false)));
        }

        private void reverse(@Nullable String move) {
            if (move != null) {
                begun(starts.reverse(move, new Manner(null, false)));
            }
        }

        private void begun(Outcome<Move> outcome) {
            if (outcome instanceof Outcome.Created<Move>(var move)) {
                mover.carryOut(move.id());
            }
        }

        private void steer(@Nullable String move) {
            if (move == null) {
                return;
            }
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> directory.control.pause(move);
                case 3, 4, 5 -> directory.control.resume(move);
                case 6 -> directory.control.cancel(move);
                default -> directory.control.limit(move, random.nextBoolean() ? null : 1 + random.nextInt(3));
            }
            mover.carryOut(move);
        }

        private @Nullable String anyMove() {
            List<String> moves = history.moves().stream().sorted().toList();
            return moves.isEmpty() ? null : moves.get(random.nextInt(moves.size()));
        }

        /// Some of those who are moving are answered for, rightly or not; some old answers come once more.
        private void answer() {
            List<UserQuiesced> answers = new ArrayList<>();
            for (UserMoving each : List.copyOf(history.moving)) {
                if (calm && each.user().equals(user(0))) {
                    // nobody answers for her any more: she must be put back, also when she had left before a crash
                    continue;
                }
                switch (calm ? 0 : random.nextInt(5)) {
                    case 0, 1 -> answers.add(right(each));
                    case 2 -> answers.add(new UserQuiesced(each.move(), each.user(), each.epoch() - 1, "gateway-1"));
                    case 3 -> answers.add(new UserQuiesced("another", each.user(), each.epoch(), "gateway-1"));
                    default -> {}
                }
            }
            if (!calm && !given.isEmpty()) {
                answers.add(given.get(random.nextInt(given.size())));
            }
            given.addAll(answers);
            answers.forEach(history::answers);
            mover.answered(answers);
        }

        private static UserQuiesced right(UserMoving moving) {
            return new UserQuiesced(moving.move(), moving.user(), moving.epoch(), "gateway-1");
        }

        /// Nobody is killed any more, gateways answer, paused moves go on: everything must come to its end.
        private void calmDown() {
            calm = true;
            for (int round = 0; round < 300 && !allCompleted(); round++) {
                for (String move : List.copyOf(history.moves())) {
                    directory.control.resume(move);
                    mover.carryOut(move);
                }
                survive(mover::step);
                listen();
                survive(this::answer);
                listen();
                now += Duration.ofSeconds(1).toNanos();
            }
            assertThat(history.moves()).allMatch(history::isCompleted);
        }

        private boolean allCompleted() {
            return history.moves().stream().allMatch(history::isCompleted);
        }

        private static Jid user(int number) {
            return Jid.parse("user" + number + "@example.test");
        }
    }
}
