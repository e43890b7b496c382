package org.rehome.directory.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.directory.move.MovePlan.Candidate;
import org.rehome.directory.move.Obstacle.Several;

@DisplayName("The plan of a move")
class MovePlanTest {
    private static final PoolName OLD = new PoolName("old");
    private static final PoolName NEW = new PoolName("new");
    private static final PoolName THIRD = new PoolName("third");
    private static final Jid ALICE = Jid.parse("alice@example.test");
    private static final Jid BOB = Jid.parse("bob@example.test");
    private static final Jid EVE = Jid.parse("eve@example.test");
    private static final Jid ZOE = Jid.parse("zoe@elsewhere.test");

    @Test
    @DisplayName("moves those who live elsewhere and skips those who live there already")
    void skips() {
        MovePlan plan = plan(to(ALICE, OLD, null), to(BOB, NEW, null));
        assertThat(plan.obstacles()).isEmpty();
        assertThat(plan.users())
                .extracting(MoveUser::user, MoveUser::state)
                .containsExactly(tuple(ALICE, MoveUser.State.PENDING), tuple(BOB, MoveUser.State.SKIPPED));
        assertThat(plan.users().getLast().reason()).contains("lives on pool new already");
        assertThat(plan.target()).contains(NEW);
    }

    @Test
    @DisplayName("is nothing to do when all live there already, or nobody was chosen")
    void nothing() {
        assertThat(plan(to(ALICE, NEW, null)).obstacles())
                .isEqualTo(List.of(new Obstacle.NothingToDo(
                        "alice@example.test lives on pool new already (move to the same pool)")));
        assertThat(plan().obstacles()).isEqualTo(List.of(new Obstacle.NothingToDo("no user was chosen")));
    }

    @Test
    @DisplayName("names all that stands in the way: users of other moves, even who leave the target, and domains")
    void obstacles() {
        MovePlan plan = plan(to(ALICE, OLD, "m8"), to(BOB, NEW, "m7"), to(EVE, OLD, "m7"), to(ZOE, OLD, null));
        assertThat(plan.obstacles())
                .isEqualTo(List.of(
                        new Obstacle.Busy(several(ALICE), "m8"),
                        new Obstacle.Busy(several(BOB, EVE), "m7"),
                        new Obstacle.NotServed(several(ZOE), NEW)));
        assertThat(plan.obstacles())
                .extracting(Obstacle::reason)
                .containsExactly(
                        "1 user is in move m8, which has not ended: wait until it is completed, cancel it, or leave"
                                + " out [alice@example.test]",
                        "2 users are in move m7, which has not ended: wait until it is completed, cancel it, or"
                                + " leave out [bob@example.test, eve@example.test]",
                        "pool \"new\" does not serve the domain of [zoe@elsewhere.test]: add it to the pool's domains"
                                + " first");
    }

    @Test
    @DisplayName("names the pools that no gateway is linked to")
    void notLinked() {
        MovePlan plan = MovePlan.of(List.of(to(ALICE, OLD, null)), Set.of(NEW), (pool, domain) -> true, pool -> false);
        assertThat(plan.obstacles()).isEqualTo(List.of(new Obstacle.NotLinked(List.of(NEW))));
        assertThat(plan.pending()).hasSize(1);
    }

    @Test
    @DisplayName("names no more than a hundred users of one obstacle")
    void several() {
        List<Jid> users = IntStream.range(0, 150)
                .mapToObj(i -> Jid.parse("user%03d@example.test".formatted(i)))
                .toList();
        Several several = Several.of(users);
        assertThat(several.first()).hasSize(100);
        assertThat(new Obstacle.NoSuchUsers(several).reason()).endsWith("user099@example.test] and 50 more");
    }

    @Test
    @DisplayName("of the way back brings each to where she came from, and leaves out who has gone on or away")
    void back() {
        MoveUser fromOld = new MoveUser(ALICE, OLD, NEW, MoveUser.State.MOVED, null, 3L, null);
        MoveUser fromThird = new MoveUser(BOB, THIRD, NEW, MoveUser.State.MOVED, null, 3L, null);
        MovePlan plan = plan(
                Candidate.back(fromOld, NEW, null),
                Candidate.back(fromThird, NEW, null),
                Candidate.back(fromOld, THIRD, null),
                Candidate.back(fromOld, null, null));
        assertThat(plan.users())
                .extracting(MoveUser::state, MoveUser::to, MoveUser::reason)
                .containsExactly(
                        tuple(MoveUser.State.PENDING, OLD, null),
                        tuple(MoveUser.State.PENDING, THIRD, null),
                        tuple(MoveUser.State.SKIPPED, OLD, "lives on pool third now, not on pool new"),
                        tuple(MoveUser.State.SKIPPED, OLD, "is not in the directory any more"));
    }

    private static Candidate to(Jid user, PoolName livesOn, @Nullable String busyIn) {
        return Candidate.to(NEW, user, livesOn, busyIn);
    }

    private static MovePlan plan(Candidate... candidates) {
        return MovePlan.of(
                List.of(candidates),
                Set.of(OLD, NEW, THIRD),
                (pool, domain) -> domain.name().equals("example.test"),
                pool -> true);
    }

    private static Several several(Jid... users) {
        return Several.of(List.of(users));
    }
}
