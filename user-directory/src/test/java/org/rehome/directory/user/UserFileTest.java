package org.rehome.directory.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.io.StringReader;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.csv.Flaws;
import org.rehome.contracts.csv.Flaws.Flaw;
import org.rehome.directory.policy.PolicyId;
import org.rehome.directory.user.UserFile.Line;

@DisplayName("A file of users")
class UserFileTest {

    @Test
    @DisplayName("is read with and without policies, columns in any order, addresses prepared")
    void reads() throws IOException {
        UserFile plain = read("jid,pool\nAlice@Example.TEST,legacy\n");
        assertThat(plain.flaws().isEmpty()).isTrue();
        assertThat(plain.namesPolicies()).isFalse();
        assertThat(plain.lines())
                .containsExactly(new Line(2, Jid.parse("alice@example.test"), new PoolName("legacy"), null));

        UserFile granted = read("Policy, JID ,pool\nstaff,bob@example.test,legacy\n,carol@example.test,new\n");
        assertThat(granted.flaws().isEmpty()).isTrue();
        assertThat(granted.namesPolicies()).isTrue();
        assertThat(granted.lines())
                .containsExactly(
                        new Line(2, Jid.parse("bob@example.test"), new PoolName("legacy"), new PolicyId.Named("staff")),
                        new Line(3, Jid.parse("carol@example.test"), new PoolName("new"), null));
    }

    static Stream<Arguments> headers() {
        return Stream.of(
                Arguments.of(""),
                Arguments.of("alice@example.test,legacy"),
                Arguments.of("jid"),
                Arguments.of("jid,pool,jid"),
                Arguments.of("jid,pool,mail"),
                Arguments.of("\"jid,pool"));
    }

    @ParameterizedTest
    @MethodSource("headers")
    @DisplayName("without the right header is refused at its first line")
    void header(String header) throws IOException {
        UserFile file = read(header + "\nalice@example.test,legacy\n");
        assertThat(file.lines()).isEmpty();
        assertThat(file.flaws().listed()).singleElement().satisfies(flaw -> {
            assertThat(flaw.line()).isEqualTo(1);
            assertThat(flaw.reason()).contains("must be jid,pool or jid,pool,policy");
        });
    }

    @Test
    @DisplayName("tells every bad line and field with its reason, and keeps the good ones apart")
    void flaws() throws IOException {
        UserFile file = read("""
                jid,pool,policy
                @example.test,legacy,
                example.test,legacy,
                alice@example.test/desk,legacy,
                bob@example.test,Legacy Pool,
                carol@example.test,legacy,global
                dave@example.test,legacy
                erin@example.test,legacy,
                Erin@example.test,legacy,
                frank@example.test,legacy,"x
                """);
        assertThat(file.lines()).extracting(line -> line.jid().toString()).containsExactly("erin@example.test");
        assertThat(file.flaws().listed())
                .extracting(Flaw::line, Flaw::field)
                .containsExactly(
                        tuple(2, "jid"),
                        tuple(3, "jid"),
                        tuple(4, "jid"),
                        tuple(5, "pool"),
                        tuple(6, "policy"),
                        tuple(7, "line"),
                        tuple(9, "jid"),
                        tuple(10, "line"));
        assertThat(file.flaws().listed().get(6).reason())
                .isEqualTo("duplicate user: erin@example.test is on line 8 already");
    }

    @Test
    @DisplayName("that is not UTF-8 is told so")
    void notUtf8() throws IOException {
        assertThat(read("jid,pool\nj\uFFFDrg@example.test,legacy\n").flaws().listed())
                .singleElement()
                .satisfies(flaw -> assertThat(flaw.reason()).contains("not UTF-8"));
    }

    @Test
    @DisplayName("lists a thousand flaws and counts all")
    void manyFlaws() throws IOException {
        String lines = IntStream.range(0, 2500).mapToObj(i -> "nobody,legacy\n").collect(Collectors.joining());
        Flaws flaws = read("jid,pool\n" + lines).flaws();
        assertThat(flaws.total()).isEqualTo(2500);
        assertThat(flaws.listed()).hasSize(1000);
        assertThat(flaws.listed().getLast().line()).isEqualTo(1001);
    }

    private static UserFile read(String text) throws IOException {
        return UserFile.read(new StringReader(text));
    }
}
