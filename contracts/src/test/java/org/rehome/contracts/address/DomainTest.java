package org.rehome.contracts.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A domain name (RFC 7622 §3.2)")
class DomainTest {

    @ParameterizedTest(name = "{0} is {1}, in DNS {2}")
    @CsvSource({
        "example.test, example.test, example.test",
        "EXAMPLE.Test, example.test, example.test",
        "example.test., example.test, example.test",
        "localhost, localhost, localhost",
        "127.0.0.1, 127.0.0.1, 127.0.0.1",
        "3-2-1.test, 3-2-1.test, 3-2-1.test",
        "r3---x.test, r3---x.test, r3---x.test",
        "bücher.example, bücher.example, xn--bcher-kva.example",
        "BÜCHER.example, bücher.example, xn--bcher-kva.example",
        "BU\u0308CHER.example, bücher.example, xn--bcher-kva.example",
        "xn--bcher-kva.example, bücher.example, xn--bcher-kva.example",
        "XN--BCHER-KVA.example, bücher.example, xn--bcher-kva.example",
        "ｘｎ－－bcher-kva.example, bücher.example, xn--bcher-kva.example",
        "faß.example, faß.example, xn--fa-hia.example",
        "fass.example, fass.example, fass.example",
        "βόλος.example, βόλος.example, xn--nxasmm1c.example",
        "例え.テスト, 例え.テスト, xn--r8jz45g.xn--zckzah",
        "例え。テスト, 例え.テスト, xn--r8jz45g.xn--zckzah",
        "ｅｘａｍｐｌｅ．test, example.test, example.test",
        "א.example, א.example, xn--4db.example"
    })
    @DisplayName("has one prepared form, and A-labels for DNS and certificates (D6, RFC 6125 §6.4.2)")
    void prepared(String text, String name, String ascii) {
        Domain domain = Domain.parse(text);
        assertThat(domain.name()).isEqualTo(name);
        assertThat(domain.ascii()).isEqualTo(ascii);
        assertThat(Domain.parse(ascii)).isEqualTo(domain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "a..b",
                ".example.test",
                "example.test..",
                "-a.test",
                "a-.test",
                "a b.test",
                "a_b.test",
                "a@b.test",
                "a/b.test",
                "a>b.test",
                "a:5269",
                "[::1]",
                "a\u0000.test",
                "☃.test",
                "xn--n3h.test",
                "xn--.test",
                "xn--a.test",
                "xn--abc-.test",
                "xn--bcher-kvA8445foo.test",
                "xn--BCHER-KVA.x_y",
                "a\u200db.test",
                "a\u00adb.test",
                "\u0301a.test",
                "1א.test"
            })
    @DisplayName("is refused when it is none")
    void refused(String text) {
        assertThatThrownBy(() -> Domain.parse(text))
                .isInstanceOf(InvalidAddress.class)
                .hasMessageStartingWith("not an address: domainpart");
    }

    @Test
    @DisplayName(
            "has labels of at most 63 characters and at most 253 characters in all, in its DNS form (RFC 1035 §2.3.4)")
    void lengths() {
        String label = "a".repeat(63);
        String longest = label + "." + label + "." + label + "." + "a".repeat(61);
        assertThat(Domain.parse(longest).name()).hasSize(253);
        assertThatThrownBy(() -> Domain.parse(longest + "a")).hasMessageContaining("longer than 253 characters");
        assertThatThrownBy(() -> Domain.parse("a".repeat(64) + ".test")).hasMessageContaining("1 to 63 characters");
        // the A-label counts: xn-- and the encoding take their part of the 63
        assertThat(Domain.parse("ü" + "a".repeat(54) + ".test").ascii()).hasSizeBetween(60, 68);
        assertThatThrownBy(() -> Domain.parse("ü" + "a".repeat(62) + ".test"))
                .hasMessageContaining("1 to 63 characters");
    }

    @Test
    @DisplayName("cannot be made of a name that is not prepared")
    void constructor() {
        assertThat(new Domain("example.test")).isEqualTo(Domain.parse("Example.Test."));
        assertThatThrownBy(() -> new Domain("Example.test")).hasMessageContaining("it is not prepared");
        assertThatThrownBy(() -> new Domain("xn--bcher-kva.test")).hasMessageContaining("it is not prepared");
    }

    @ParameterizedTest(name = "{0} within {1}: {2}")
    @CsvSource({
        "example.test, example.test, true",
        "chat.example.test, example.test, true",
        "a.b.example.test, example.test, true",
        "badexample.test, example.test, false",
        "example.test, chat.example.test, false",
        "test, example.test, false"
    })
    @DisplayName("is within itself and its parents, label by label")
    void within(String inner, String outer, boolean expected) {
        assertThat(Domain.parse(inner).isWithin(Domain.parse(outer))).isEqualTo(expected);
    }
}
