package org.rehome.gateway.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.PoolEvent.DomainHomed;
import org.rehome.contracts.event.PoolEvent.PolicyChanged;
import org.rehome.contracts.event.UserEvent;
import org.rehome.contracts.event.UserEvent.UserHomed;
import org.rehome.contracts.event.UserEvent.UserMoving;

@DisplayName("Homes")
class HomesTest {
    private static final PoolName OLD = new PoolName("legacy");
    private static final PoolName NEW = new PoolName("new");
    private static final Jid ALICE = Jid.parse("alice@example.test");

    private final Homes homes = new Homes();

    @Test
    @DisplayName("of a user change with a larger epoch, and with the same one for a new policy")
    void largerEpoch() {
        homes.apply(new UserHomed(ALICE, OLD, 5, null));
        assertThat(homes.apply(new UserHomed(ALICE, OLD, 5, "sales"))).isEqualTo(Homes.Change.APPLIED);
        assertThat(homes.apply(new UserMoving(ALICE, OLD, NEW, 6, "m1", "sales")))
                .isEqualTo(Homes.Change.APPLIED);
        assertThat(homes.moving()).containsExactly("alice@example.test");
        assertThat(homes.apply(new UserHomed(ALICE, NEW, 7, "sales"))).isEqualTo(Homes.Change.APPLIED);

        assertThat(homes.moving()).isEmpty();
        assertThat(homes.find(Jid.parse("alice@example.test/phone"))).contains(new Home.Homed(NEW, 7, "sales"));
    }

    @Test
    @DisplayName("do not change by a stale event")
    void staleEpoch() {
        homes.apply(new UserHomed(ALICE, NEW, 7, null));

        assertThat(homes.apply(new UserMoving(ALICE, OLD, NEW, 6, "m1", null))).isEqualTo(Homes.Change.STALE);
        assertThat(homes.apply(new UserHomed(ALICE, OLD, 5, null))).isEqualTo(Homes.Change.STALE);
        assertThat(homes.find(ALICE)).contains(new Home.Homed(NEW, 7, null));
        assertThat(homes.moving()).isEmpty();
    }

    @Test
    @DisplayName("of a removed user are forgotten, and a new user of that name starts anew")
    void removed() {
        homes.apply(new UserMoving(ALICE, OLD, NEW, 6, "m1", "sales"));
        homes.removed("alice@example.test");
        homes.removed("nobody@example.test");

        assertThat(homes.find(ALICE)).isEmpty();
        assertThat(homes.moving()).isEmpty();
        assertThat(homes.grantedPolicies()).isEmpty();
        assertThat(homes.apply(new UserHomed(ALICE, OLD, 1, null))).isEqualTo(Homes.Change.APPLIED);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @DisplayName("know, after any history, who moves and which policies are granted")
    void anyHistory(long seed) {
        Random random = new Random(seed);
        Map<String, UserEvent> last = new HashMap<>();
        for (int i = 0; i < 5_000; i++) {
            Jid user = Jid.parse("u" + random.nextInt(20) + "@example.test");
            long epoch = random.nextInt(200);
            String policy = random.nextInt(3) == 0 ? null : "p" + random.nextInt(3);
            if (random.nextInt(10) == 0) {
                homes.removed(user.toString());
                last.remove(user.toString());
                continue;
            }
            UserEvent event = random.nextBoolean()
                    ? new UserHomed(user, OLD, epoch, policy)
                    : new UserMoving(user, OLD, NEW, epoch, "m", policy);
            UserEvent before = last.get(user.toString());
            boolean stale = before != null && epoch < before.epoch();
            assertThat(homes.apply(event)).isEqualTo(stale ? Homes.Change.STALE : Homes.Change.APPLIED);
            if (!stale) {
                last.put(user.toString(), event);
            }
        }
        assertThat(homes.size()).isEqualTo(last.size());
        assertThat(homes.moving())
                .containsExactlyInAnyOrderElementsOf(last.values().stream()
                        .filter(UserMoving.class::isInstance)
                        .map(event -> event.user().toString())
                        .toList());
        assertThat(homes.grantedPolicies())
                .containsExactlyInAnyOrderElementsOf(last.values().stream()
                        .map(UserEvent::policy)
                        .filter(policy -> policy != null)
                        .distinct()
                        .toList());
    }

    @Test
    @DisplayName("cost at most 200 bytes a user")
    void memory() {
        int users = 200_000;
        // the texts come from JSON: each event has its own
        List<UserEvent> warmUp = new ArrayList<>();
        warmUp.add(event(0));
        warmUp.forEach(new Homes()::apply);
        long before = used();
        for (int i = 0; i < users; i++) {
            homes.apply(event(i));
        }
        long bytes = (used() - before) / users;

        assertThat(homes.size()).isEqualTo(users);
        assertThat(bytes).isLessThanOrEqualTo(200);
    }

    private static UserEvent event(int i) {
        return new UserHomed(
                Jid.parse("firstname.lastname%06d@example.test".formatted(i)),
                new PoolName(String.valueOf(new char[] {'n', 'e', 'w'})),
                i,
                String.valueOf(new char[] {'s', 'a', 'l', 'e', 's'}));
    }

    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }

    @Test
    @DisplayName("of a subdomain are those of the nearest domain above it")
    void subdomains() {
        LocalDomains domains = new LocalDomains();
        domains.changed(new DomainHomed(Domain.parse("example.test"), OLD, 1));
        domains.changed(new DomainHomed(Domain.parse("rooms.example.test"), NEW, 1));

        assertThat(domains.find(Domain.parse("example.test")))
                .map(Home.OfDomain::pool)
                .contains(OLD);
        assertThat(domains.find(Domain.parse("conference.example.test")))
                .contains(new Home.OfDomain(Domain.parse("example.test"), OLD));
        assertThat(domains.find(Domain.parse("a.rooms.example.test")))
                .contains(new Home.OfDomain(Domain.parse("rooms.example.test"), NEW));
        assertThat(domains.find(Domain.parse("notexample.test"))).isEmpty();
        assertThat(domains.find(Domain.parse("test"))).isEmpty();
        assertThat(domains.contains(Domain.parse("conference.example.test"))).isFalse();

        assertThat(domains.removed("domain/rooms.example.test")).isTrue();
        assertThat(domains.find(Domain.parse("rooms.example.test")))
                .map(Home.OfDomain::pool)
                .contains(OLD);
        assertThat(domains.removed("pool/new")).isFalse();
    }

    @ParameterizedTest(name = "granted {0}, pool policy {1}, global {2}: {3}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            -       | -     | -     | refused by global, global: there is no policy
            -       | -     | on on | admitted by global, global
            -       | -     | off on | refused by global, global: enableFederationAccess
            -       | -     | on off | refused by global, global: enableXmppAccess
            -       | on on | off off | admitted by pool:new, pool
            -       | on off | on on | refused by pool:new, pool: enableXmppAccess
            sales   | off off | off off | admitted by sales, user
            nobody  | on on | on on | refused by nobody, user: enableFederationAccess
            missing | on on | on on | refused by missing, user: there is no policy
            """)
    void theNearestPolicyDecides(
            @Nullable String granted, @Nullable String ofPool, @Nullable String global, String expected) {
        PolicyGate gate = new PolicyGate();
        gate.changed(new PolicyChanged("sales", null, true, true, 1));
        gate.changed(new PolicyChanged("nobody", null, false, false, 1));
        put(gate, "pool:new", ofPool);
        put(gate, "global", global);

        String found =
                switch (gate.access(granted, NEW)) {
                    case Access.Admitted(var policy, var scope) ->
                        "admitted by " + policy + ", " + scope.name().toLowerCase(java.util.Locale.ROOT);
                    case Access.Refused(var policy, var scope, var reason) ->
                        "refused by " + policy + ", " + scope.name().toLowerCase(java.util.Locale.ROOT) + ": " + reason;
                    case Access.NotAUser() -> "not a user";
                };

        assertThat(found).startsWith(expected);
    }

    private static void put(PolicyGate gate, String name, @Nullable String switches) {
        if (switches != null) {
            String[] each = switches.split(" ", -1);
            gate.changed(new PolicyChanged(name, null, each[0].equals("on"), each[1].equals("on"), 1));
        }
    }

    @Test
    @DisplayName("somebody is admitted only by a policy that is in force for somebody")
    void admitsAnybody() {
        PolicyGate gate = new PolicyGate();
        gate.changed(new PolicyChanged("sales", null, true, true, 1));
        gate.changed(new PolicyChanged("global", null, true, false, 1));

        assertThat(gate.admitsAnybody(List.of())).isFalse();
        assertThat(gate.admitsAnybody(List.of("sales"))).isTrue();

        gate.changed(new PolicyChanged("pool:new", null, true, true, 1));
        assertThat(gate.admitsAnybody(List.of())).isTrue();
        assertThat(gate.removed("policy/pool:new")).isTrue();
        assertThat(gate.admitsAnybody(List.of())).isFalse();
        assertThat(gate.removed("domain/example.test")).isFalse();
    }
}
