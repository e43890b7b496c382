package org.rehome.directory.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.directory.move.Passage;

@DisplayName("Travellers")
class TravellersTest {
    private static final Passage ALICE = passage("alice@example.test", 2);
    private static final Passage BOB = passage("bob@example.test", 2);

    private final Travellers travellers = new Travellers();

    @Test
    @DisplayName("wait until their time is over, the first who left first, or until they have arrived")
    void waitFor() {
        travellers.left(List.of(ALICE), 100);
        travellers.left(List.of(BOB), 200);
        assertThat(travellers.count()).isEqualTo(2);
        assertThat(travellers.next()).hasValue(100);
        assertThat(travellers.overdue(99)).isEmpty();
        assertThat(travellers.overdue(100)).containsExactly(ALICE);
        assertThat(travellers.overdue(200)).containsExactly(ALICE, BOB);
        travellers.ended(List.of(ALICE));
        assertThat(travellers.overdue(200)).containsExactly(BOB);
        assertThat(travellers.count()).isEqualTo(1);
    }

    @Test
    @DisplayName("who arrive before it was told that they had left take no place")
    void early() {
        travellers.ended(List.of(ALICE));
        travellers.left(List.of(ALICE, BOB), 100);
        assertThat(travellers.count()).isEqualTo(1);
        assertThat(travellers.overdue(100)).containsExactly(BOB);
        Passage again = passage("alice@example.test", 4);
        travellers.left(List.of(again), 200);
        assertThat(travellers.overdue(200)).containsExactly(BOB, again);
    }

    @Test
    @DisplayName("whose account data is transferred keep their places, have no deadline, and are transferred once")
    void transferring() {
        travellers.left(List.of(ALICE), 100);
        assertThat(travellers.transfers(ALICE)).isTrue();
        assertThat(travellers.transfers(ALICE)).isFalse();
        assertThat(travellers.overdue(100)).isEmpty();
        assertThat(travellers.next()).isEmpty();
        assertThat(travellers.count()).isEqualTo(1);
        // a gateway was faster than it was told that she had left
        assertThat(travellers.transfers(BOB)).isTrue();
        travellers.left(List.of(BOB), 100);
        assertThat(travellers.overdue(100)).isEmpty();
        travellers.ended(List.of(ALICE, BOB));
        assertThat(travellers.count()).isZero();
    }

    private static Passage passage(String user, long epoch) {
        return new Passage("m1", Jid.parse(user), new PoolName("old"), new PoolName("new"), epoch);
    }
}
