package org.rehome.contracts.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An XMPP address (RFC 7622)")
class JidTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "juliet@example.com",
                "juliet@example.com/foo",
                "juliet@example.com/foo bar",
                "juliet@example.com/foo@bar",
                "foo\\20bar@example.com",
                "fussball@example.com",
                "fußball@example.com",
                "π@example.com",
                "σ@example.com/foo",
                "ς@example.com/foo",
                "king@example.com/♚",
                "example.com",
                "example.com/foobar",
                "a.example.com/b@example.net",
                // RFC 7622 §3.5 calls it invalid, its erratum 4560 takes that back
                "juliet@example.com/ foo",
                "alice@127.0.0.1",
                "a%b+c=d@example.com"
            })
    @DisplayName("§3.5: is kept as it is when it is prepared")
    void valid(String text) {
        assertThat(Jid.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"juliet\"@example.com",
                "foo bar@example.com",
                "@example.com/",
                "henryⅣ@example.com",
                "♚@example.com",
                "juliet@",
                "/foobar",
                "",
                "@",
                "/",
                "@example.com",
                "juliet@/foo",
                "juliet@example.com/",
                "juliet@ex ample.com",
                "juliet@romeo@example.com",
                "jul'iet@example.com",
                "jul&iet@example.com",
                "jul:iet@example.com",
                "jul<iet@example.com",
                "jul>iet@example.com",
                "juliet\u0000@example.com",
                "juliet@example.com/\u0007",
                "juliet\u200b@example.com",
                "\ud800@example.com",
                "juliet@example.com/\udc00",
                "אa@example.com",
                "juliet@example.com:5222",
                "juliet@[2001:db8::1]"
            })
    @DisplayName("§3.5: is refused when a part is missing or holds what it must not")
    void invalid(String text) {
        assertThatThrownBy(() -> Jid.parse(text))
                .isInstanceOf(InvalidAddress.class)
                .hasMessageContaining("not an address: ");
    }

    static Stream<Arguments> prepared() {
        return Stream.of(
                arguments("Juliet@EXAMPLE.com/Balcony", "juliet@example.com/Balcony"),
                arguments("ΑΒΓ@example.com", "αβγ@example.com"),
                arguments("\u212Bngstrom@example.com", "ångstrom@example.com"),
                arguments("a\u030A@example.com", "å@example.com"),
                arguments("ｊｕｌｉｅｔ@example.com", "juliet@example.com"),
                arguments("juliet@example.com./r", "juliet@example.com/r"),
                arguments("juliet@Bücher.example", "juliet@bücher.example"),
                arguments("juliet@xn--bcher-kva.example", "juliet@bücher.example"),
                arguments("juliet@example.com/e\u0301", "juliet@example.com/é"),
                arguments("juliet@example.com/a\u1680b", "juliet@example.com/a b"));
    }

    @ParameterizedTest
    @MethodSource("prepared")
    @DisplayName("§3.2-§3.4: is prepared, so that equal addresses are equal values")
    void preparation(String text, String expected) {
        assertThat(Jid.parse(text)).hasToString(expected).isEqualTo(Jid.parse(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"admin＠example.com@evil.test", "a／b@evil.test", "a＜b@evil.test", "a＂b@evil.test", "a：b@evil.test"
            })
    @DisplayName("§3.3.1: cannot smuggle a separator in by its full-width form")
    void fullWidthSeparators(String text) {
        assertThatThrownBy(() -> Jid.parse(text))
                .isInstanceOf(InvalidAddress.class)
                .hasMessageContaining("is not allowed (RFC 7622 §3.3.1)");
    }

    @Test
    @DisplayName("§3.1: has parts of at most 1023 bytes")
    void longParts() {
        String longest = "a".repeat(1023);
        assertThat(Jid.parse(longest + "@example.com/" + longest).localpart()).isEqualTo(longest);
        // two bytes each in UTF-8
        assertThat(Jid.parse("é".repeat(511) + "@example.com").localpart()).hasSize(511);

        Stream.of(longest + "a@example.com", "example.com/" + longest + "a", "é".repeat(512) + "@example.com")
                .forEach(text -> assertThatThrownBy(() -> Jid.parse(text))
                        .hasMessageContaining("longer than 1023 bytes")
                        // not all of it goes into the log
                        .message()
                        .hasSizeLessThan(200));
    }

    @Test
    @DisplayName("says what is wrong without line breaks or escape sequences of the input")
    void messageIsSafe() {
        assertThatThrownBy(() -> Jid.parse("x\nfake log line\u001b[2J@example.com"))
                .isInstanceOf(InvalidAddress.class)
                .message()
                .doesNotContainPattern("\\p{Cntrl}")
                .contains("\\u000afake");
    }

    @Test
    @DisplayName("cannot be made of parts that are not prepared")
    void constructor() {
        Domain domain = Domain.parse("example.com");
        assertThat(new Jid("juliet", domain, "Balcony")).isEqualTo(Jid.parse("juliet@example.com/Balcony"));
        assertThatThrownBy(() -> new Jid("Juliet", domain, null)).hasMessageContaining("it is not prepared");
        assertThatThrownBy(() -> new Jid(null, domain, "e\u0301")).hasMessageContaining("it is not prepared");
        assertThatThrownBy(() -> new Jid("", domain, null)).hasMessageContaining("it is empty");
        assertThatThrownBy(() -> new Jid("a@b", domain, null)).hasMessageContaining("'@' is not allowed");
    }

    @Test
    @DisplayName("has a bare form, which is the address of the account or of the domain")
    void bare() {
        Jid full = Jid.parse("juliet@example.com/balcony");
        assertThat(full.bare()).isEqualTo(Jid.parse("juliet@example.com"));
        assertThat(full.isBare()).isFalse();
        assertThat(full.hasLocalpart()).isTrue();
        assertThat(full.resource()).isEqualTo(Optional.of("balcony"));
        Jid domain = Jid.parse("example.com/r");
        assertThat(domain.bare()).isEqualTo(Jid.of(Domain.parse("example.com")));
        assertThat(domain.hasLocalpart()).isFalse();
        assertThat(domain.bare().resource()).isEmpty();
    }

    @Test
    @DisplayName("is the same again when its text is read (4,000 random ones, half of them accepted or more)")
    void parseOfToStringIsIdentity() {
        Random random = new Random(7622);
        int accepted = 0;
        for (int i = 0; i < 4_000; i++) {
            String text = randomAddress(random);
            try {
                Jid jid = Jid.parse(text);
                accepted++;
                assertThat(Jid.parse(jid.toString())).as(text).isEqualTo(jid);
                assertThat(new Jid(jid.localpart(), jid.domain(), jid.resourcepart()))
                        .isEqualTo(jid);
                assertThat(Domain.parse(jid.domain().ascii())).as(text).isEqualTo(jid.domain());
            } catch (InvalidAddress e) {
                assertThat(e).hasMessageContaining("not an address: ");
            }
        }
        assertThat(accepted).isGreaterThan(1_000);
    }

    private static String randomAddress(Random random) {
        String local = random.nextInt(4) == 0 ? "" : randomText(random) + "@";
        String resource = random.nextInt(3) == 0 ? "" : "/" + randomText(random);
        String label = random.nextInt(3) == 0 ? randomText(random) : "Example";
        return local + label + ".test" + resource;
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        int length = 1 + random.nextInt(4);
        boolean wild = random.nextInt(3) == 0;
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(wild ? anyPoint(random) : letter(random));
        }
        return text.toString();
    }

    private static int letter(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> 'A' + random.nextInt(26);
            case 1 -> 0xC0 + random.nextInt(0x17F - 0xC0);
            case 2 -> 0x391 + random.nextInt(0x39);
            case 3 -> 0x4E00 + random.nextInt(0x5000);
            default -> 'a' + random.nextInt(26);
        };
    }

    private static int anyPoint(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(0x80);
            case 1 -> random.nextInt(0x3000);
            case 2 -> 0xF900 + random.nextInt(0x700);
            default -> random.nextInt(0x20000);
        };
    }
}
