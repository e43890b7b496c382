package org.rehome.gateway.partner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.FederationEvent.Rollout;

@DisplayName("The share of users in a rollout")
class RolloutShareTest {
    private static final Domain PARTNER = Domain.parse("partner.test");
    private static final List<Jid> USERS = IntStream.range(0, 10_000)
            .mapToObj(number -> Jid.parse("user" + number + "@example.test"))
            .toList();

    private static boolean includes(int percent, Jid user, Domain partner) {
        return RolloutShare.includes(new Rollout(List.of(), percent), user, partner);
    }

    @Test
    @DisplayName("is about as large as the percentage says")
    void size() {
        long share = USERS.stream().filter(user -> includes(10, user, PARTNER)).count();

        assertThat(share).isBetween(800L, 1_200L);
    }

    @Test
    @DisplayName("keeps everybody who was in it when it grows")
    void grows() {
        for (int percent = 0; percent < 99; percent++) {
            int now = percent;
            assertThat(USERS.stream().limit(500).filter(user -> includes(now, user, PARTNER)))
                    .allMatch(user -> includes(now + 1, user, PARTNER));
        }
    }

    @Test
    @DisplayName("is another one at another partner")
    void perPartner() {
        List<Jid> here =
                USERS.stream().filter(user -> includes(10, user, PARTNER)).toList();
        List<Jid> there = USERS.stream()
                .filter(user -> includes(10, user, Domain.parse("other.test")))
                .toList();

        assertThat(here).isNotEqualTo(there);
    }

    @Test
    @DisplayName("is the same for all resources of a user, and has no address that is no user's")
    void addresses() {
        Jid alice = Jid.parse("alice@example.test");
        Rollout alone = new Rollout(List.of(alice), 0);

        assertThat(RolloutShare.includes(alone, Jid.parse("alice@example.test/phone"), PARTNER))
                .isTrue();
        assertThat(RolloutShare.includes(alone, Jid.parse("bob@example.test"), PARTNER))
                .isFalse();
        assertThat(includes(99, Jid.parse("example.test"), PARTNER)).isFalse();
    }
}
