package org.rehome.directory.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.directory.move.MovePlan.Candidate;

@DisplayName("The plan of a move")
class MovePlanTest {
    private static final PoolName OLD = new PoolName("old");
    private static final PoolName NEW = new PoolName("new");
    private static final PoolName THIRD = new PoolName("third");
    private static final Jid ALICE = Jid.parse("alice@example.test");
    private static final Jid BOB = Jid.parse("bob@example.test");
    private static final Jid ZOE = Jid.parse("zoe@elsewhere.test");

    @Test
    @DisplayName("moves those who live elsewhere and skips those who live there already")
    void skips() {
        assertThat(plan(to(ALICE, OLD, null), to(BOB, NEW, null)))
                .isInstanceOfSatisfying(MovePlan.Ready.class, ready -> {
                    assertThat(ready.users())
                            .extracting(MoveUser::user, MoveUser::state)
                            .containsExactly(tuple(ALICE, MoveUser.State.PENDING), tuple(BOB, MoveUser.State.SKIPPED));
                    assertThat(ready.users().getLast().reason()).contains("lives on pool new already");
                });
    }

    @Test
    @DisplayName("is nothing to do when all live there already, or nobody was chosen")
    void nothing() {
        assertThat(plan(to(ALICE, NEW, null)))
                .isInstanceOfSatisfying(MovePlan.NothingToDo.class, plan -> assertThat(plan.reason())
                        .contains("alice@example.test lives on pool new already (move to the same pool)"));
        assertThat(plan()).isInstanceOf(MovePlan.NothingToDo.class);
    }

    @Test
    @DisplayName("is refused when a user is in another move, even one who leaves the target")
    void busy() {
        assertThat(plan(to(ALICE, OLD, null), to(BOB, NEW, "m7"))).isEqualTo(new MovePlan.Busy(BOB, "m7"));
    }

    @Test
    @DisplayName("is refused when the target does not serve a user's domain")
    void notServed() {
        assertThat(plan(to(ALICE, OLD, null), to(ZOE, OLD, null))).isEqualTo(new MovePlan.NotServed(ZOE, NEW));
    }

    @Test
    @DisplayName("of the way back brings each to where she came from, and leaves out who has gone on or away")
    void back() {
        MoveUser fromOld = new MoveUser(ALICE, OLD, NEW, MoveUser.State.MOVED, null, 3L);
        MoveUser fromThird = new MoveUser(BOB, THIRD, NEW, MoveUser.State.MOVED, null, 3L);
        MovePlan plan = plan(
                Candidate.back(fromOld, NEW, null),
                Candidate.back(fromThird, NEW, null),
                Candidate.back(fromOld, THIRD, null),
                Candidate.back(fromOld, null, null));
        assertThat(plan).isInstanceOfSatisfying(MovePlan.Ready.class, ready -> assertThat(ready.users())
                .extracting(MoveUser::state, MoveUser::to, MoveUser::reason)
                .containsExactly(
                        tuple(MoveUser.State.PENDING, OLD, null),
                        tuple(MoveUser.State.PENDING, THIRD, null),
                        tuple(MoveUser.State.SKIPPED, OLD, "lives on pool third now, not on pool new"),
                        tuple(MoveUser.State.SKIPPED, OLD, "is not in the directory any more")));
    }

    private static Candidate to(Jid user, PoolName livesOn, @Nullable String busyIn) {
        return Candidate.to(NEW, user, livesOn, busyIn);
    }

    private static MovePlan plan(Candidate... candidates) {
        return MovePlan.of(List.of(candidates), (pool, domain) -> domain.name().equals("example.test"));
    }
}
