package org.rehome.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

final class EntityTagsTest {

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"*", " * ", "\"7\"", "\"6\", \"7\""})
    @DisplayName("RFC 9110 §13.1.1: no header, a star and a list with the version match")
    void matches(String ifMatch) {
        assertThatCode(() -> EntityTags.check(ifMatch, 7)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"6\"", "7", "\"70\"", "W/\"7\"", "\"\"", "\"6\",\"8\""})
    @DisplayName("another version is a conflict that names the current one; a weak tag never matches (§8.8.3.2)")
    void refuses(String ifMatch) {
        assertThatThrownBy(() -> EntityTags.check(ifMatch, 7)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.status()).isEqualTo(409);
            assertThat(problem.details().currentVersion()).isEqualTo(7);
        });
    }

    @Test
    @DisplayName("the tag of a version is what If-Match takes")
    void roundTrip() {
        assertThatCode(() -> EntityTags.check("\"" + EntityTags.tag(42).getValue() + "\"", 42))
                .doesNotThrowAnyException();
    }
}
