package org.rehome.directory.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rehome.contracts.address.PoolName;
import org.rehome.directory.policy.EffectivePolicy.Scope;

@DisplayName("The effective policy")
class EffectivePolicyTest {
    private static final Policy GLOBAL = policy("global", true, true);
    private static final Policy POOL = policy("pool:new", false, true);
    private static final Policy USER = policy("staff", true, false);

    static Stream<Arguments> rows() {
        return Stream.of(
                Arguments.of(null, null, Scope.GLOBAL, GLOBAL),
                Arguments.of(null, POOL, Scope.POOL, POOL),
                Arguments.of(USER, null, Scope.USER, USER),
                Arguments.of(USER, POOL, Scope.USER, USER));
    }

    @ParameterizedTest(name = "user {0}, pool {1}: {2}")
    @MethodSource("rows")
    @DisplayName("is the nearest of user, pool and global, whatever the others say")
    void nearest(@Nullable Policy granted, @Nullable Policy ofPool, Scope scope, Policy expected) {
        assertThat(EffectivePolicy.of(granted, ofPool, GLOBAL)).isEqualTo(new EffectivePolicy(scope, expected));
    }

    @Test
    @DisplayName("admits to XMPP partners when it enables both federation and XMPP; nothing by default")
    void admits() {
        assertThat(policy("a", true, true).admitsXmpp()).isTrue();
        assertThat(policy("a", true, false).admitsXmpp()).isFalse();
        assertThat(policy("a", false, true).admitsXmpp()).isFalse();
        assertThat(new Policy(new PolicyId.Global(), Policy.Settings.DEFAULTS, 1).admitsXmpp())
                .isFalse();
    }

    @Test
    @DisplayName("has an identity that says where it applies")
    void identities() {
        assertThat(PolicyId.parse("global")).isEqualTo(new PolicyId.Global());
        assertThat(PolicyId.parse("pool:new")).isEqualTo(new PolicyId.OfPool(new PoolName("new")));
        assertThat(PolicyId.parse("Staff-2")).isEqualTo(new PolicyId.Named("Staff-2"));
        assertThat(PolicyId.parse("pool:new")).hasToString("pool:new");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "pool:", "pool:New", "-a", "a/b", "site:x"})
    @DisplayName("has no other identity")
    void noIdentity(String text) {
        assertThatThrownBy(() -> PolicyId.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Policy policy(String id, boolean federation, boolean xmpp) {
        return new Policy(PolicyId.parse(id), new Policy.Settings(null, federation, xmpp), 1);
    }
}
