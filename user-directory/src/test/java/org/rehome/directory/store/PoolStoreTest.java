package org.rehome.directory.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.PoolEvent.DomainHomed;
import org.rehome.contracts.event.PoolEvent.PolicyChanged;
import org.rehome.contracts.event.PoolEvent.PoolRegistered;
import org.rehome.directory.TestDirectory;
import org.rehome.directory.TestDirectory.Waiting;
import org.rehome.directory.policy.Policy;
import org.rehome.directory.policy.PolicyId;
import org.rehome.directory.pool.LocalDomain;
import org.rehome.directory.pool.Pool;
import org.rehome.directory.user.Selection;

@DisplayName("Pools, domains and policies in the store")
class PoolStoreTest {
    private static final PoolName OLD = new PoolName("old");
    private static final PoolName NEW = new PoolName("new");
    private static final Domain EXAMPLE = Domain.parse("example.test");

    TestDirectory directory;

    @BeforeEach
    void open(@TempDir Path folder) {
        directory = TestDirectory.in(folder);
        directory.takeOutbox();
    }

    @AfterEach
    void close() {
        directory.close();
    }

    @Test
    @DisplayName("the first pool that lists a domain becomes its home pool, the second does not")
    void homes() {
        put(OLD, "example.test");
        put(NEW, "example.test", "two.test");
        assertThat(directory.takeEvents())
                .satisfiesExactly(
                        event -> assertThat(event).isInstanceOf(PoolRegistered.class),
                        event -> assertThat(event).isEqualTo(new DomainHomed(EXAMPLE, OLD, 1)),
                        event -> assertThat(event).isInstanceOf(PoolRegistered.class),
                        event -> assertThat(event).isEqualTo(new DomainHomed(Domain.parse("two.test"), NEW, 1)));
        assertThat(directory.domains.list(null, 10))
                .extracting(LocalDomain::pool)
                .containsExactly(OLD, NEW);
    }

    @Test
    @DisplayName("registering the same again writes nothing; a change raises the version")
    void idempotent() {
        put(OLD, "example.test");
        directory.takeOutbox();
        assertThat(put(OLD, "example.test")).isInstanceOf(Outcome.Unchanged.class);
        assertThat(directory.takeOutbox()).isEmpty();
        assertThat(put(OLD, "example.test", "two.test"))
                .isInstanceOfSatisfying(Outcome.Changed.class, changed -> assertThat(changed.now())
                        .isInstanceOfSatisfying(Pool.class, pool -> {
                            assertThat(pool.version()).isEqualTo(2);
                            assertThat(pool).isEqualTo(directory.pools.find(OLD).orElseThrow());
                        }));
        assertThat(directory.takeEvents()).hasSize(2);
    }

    @Test
    @DisplayName("a pool with users, or that is a domain's home, is not removed; the reason counts them")
    void inUse() {
        directory.pool("old");
        directory.pool("new");
        directory.user("alice@example.test", NEW);
        directory.user("bob@example.test", NEW);
        assertThat(reason(directory.pools.remove(OLD, IfMatch.ANY))).contains("home pool of 1 domain");
        assertThat(reason(directory.pools.remove(NEW, IfMatch.ANY))).contains("2 users live on it");
        assertThat(reason(put(NEW, "two.test"))).contains("2 users of it live on the pool");
        assertThat(reason(put(OLD, "two.test"))).contains("the pool is its home pool");
    }

    @Test
    @DisplayName("a pool that a running move leads to is not removed and keeps its domains")
    void moveTarget() {
        directory.pool("old");
        directory.pool("new");
        directory.user("alice@example.test", OLD);
        directory.begin(new Selection.Everybody(), NEW);
        assertThat(reason(directory.pools.remove(NEW, IfMatch.ANY))).contains("brings users to it");
        assertThat(reason(put(NEW, "two.test"))).contains("brings users to it");
    }

    @Test
    @DisplayName("a pool that nobody needs goes with its policy, and tombstones say so")
    void removed() {
        directory.pool("old");
        directory.pool("new");
        directory.policies.put(new PolicyId.OfPool(NEW), new Policy.Settings(null, true, true), IfMatch.ANY);
        directory.takeOutbox();
        assertThat(directory.pools.remove(NEW, IfMatch.ANY)).isInstanceOf(Outcome.Removed.class);
        assertThat(directory.takeOutbox())
                .extracting(Waiting::key, Waiting::event)
                .containsExactly(tuple("policy/pool:new", null), tuple("pool/new", null));
        assertThat(directory.pools.find(NEW)).isEmpty();
        assertThat(directory.pools.remove(NEW, IfMatch.ANY)).isInstanceOf(Outcome.Missing.class);
    }

    @Test
    @DisplayName("a domain's home pool can be changed to one that serves it or a domain above it, and only then")
    void domains() {
        put(OLD, "example.test");
        put(NEW, "example.test");
        directory.takeOutbox();
        assertThat(directory.domains.put(EXAMPLE, NEW, IfMatch.ANY)).isInstanceOf(Outcome.Changed.class);
        Domain rooms = Domain.parse("conference.example.test");
        assertThat(directory.domains.put(rooms, OLD, IfMatch.ANY)).isInstanceOf(Outcome.Created.class);
        assertThat(directory.domains.put(rooms, OLD, IfMatch.ANY)).isInstanceOf(Outcome.Unchanged.class);
        assertThat(directory.takeEvents())
                .containsExactly(new DomainHomed(EXAMPLE, NEW, 2), new DomainHomed(rooms, OLD, 1));
        assertThat(directory.domains.put(Domain.parse("notexample.test"), OLD, IfMatch.ANY))
                .isInstanceOf(Outcome.Unmet.class);
        assertThat(directory.domains.put(rooms, new PoolName("gone"), IfMatch.ANY))
                .isInstanceOf(Outcome.Unmet.class);
        directory.user("alice@example.test", OLD);
        assertThat(reason(directory.domains.remove(EXAMPLE, IfMatch.ANY))).contains("1 users have their address");
        assertThat(directory.domains.remove(rooms, IfMatch.ANY)).isInstanceOf(Outcome.Removed.class);
    }

    @Test
    @DisplayName("the global policy is always there; removing it resets it to the legacy product's defaults")
    void globalPolicy() {
        PolicyId global = new PolicyId.Global();
        assertThat(directory.policies.find(global)).map(Policy::settings).contains(Policy.Settings.DEFAULTS);
        directory.policies.put(global, new Policy.Settings("all", true, true), IfMatch.ANY);
        assertThat(directory.policies.remove(global, IfMatch.ANY))
                .isEqualTo(new Outcome.Changed<>(new Policy(global, Policy.Settings.DEFAULTS, 3)));
        assertThat(directory.takeEvents())
                .containsExactly(
                        new PolicyChanged("global", "all", true, true, 2),
                        new PolicyChanged("global", null, false, false, 3));
        directory.policies.prepare();
        assertThat(directory.takeOutbox()).isEmpty();
    }

    @Test
    @DisplayName("a policy of an unknown pool is refused")
    void poolPolicy() {
        assertThat(directory.policies.put(new PolicyId.OfPool(OLD), Policy.Settings.DEFAULTS, IfMatch.ANY))
                .isInstanceOf(Outcome.Unmet.class);
    }

    @Test
    @DisplayName("a policy that is granted is not removed; revoked it is")
    void grantedPolicy() {
        directory.pool("old");
        directory.user("alice@example.test", OLD);
        PolicyId.Named staff = directory.policy("staff");
        directory.grants.grant(staff, new Selection.Everybody());
        assertThat(reason(directory.policies.remove(staff, IfMatch.ANY))).contains("granted to 1 users");
        directory.grants.revoke(staff, new Selection.OfPool(OLD));
        assertThat(directory.policies.remove(staff, IfMatch.ANY)).isInstanceOf(Outcome.Removed.class);
    }

    @Test
    @DisplayName("lists by pages")
    void pages() {
        for (String name : List.of("c", "a", "b")) {
            directory.pool(name);
        }
        assertThat(directory.pools.list(null, 2))
                .extracting(pool -> pool.name().value())
                .containsExactly("a", "b");
        assertThat(directory.pools.list(new PoolName("b"), 2))
                .extracting(pool -> pool.name().value())
                .containsExactly("c");
    }

    private Outcome<Pool> put(PoolName name, String... domains) {
        return directory.pools.put(name, TestDirectory.settings(domains), false, IfMatch.ANY);
    }

    private static String reason(Outcome<?> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Conflict.class);
        return ((Outcome.Conflict<?>) outcome).reason();
    }
}
