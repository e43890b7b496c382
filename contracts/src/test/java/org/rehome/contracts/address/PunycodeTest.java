package org.rehome.contracts.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.IDN;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Punycode (RFC 3492)")
class PunycodeTest {

    @ParameterizedTest
    @CsvSource({
        "ليهمابتكلموشعربي؟, egbpdaj6bu4bxfgehfvwxn",
        "他们为什么不说中文, ihqwcrb4cv8a8dqg056pqjye",
        "他們爲什麽不說中文, ihqwctvzc91f659drss3x8bo0yb",
        "3年B組金八先生, 3B-ww4c5e180e575a65lsy2b",
        "ひとつ屋根の下2, 2-u9tlzr9756bt3uc0v",
        "MajiでKoiする5秒前, MajiKoi5-783gue6qz075azm5e",
        "そのスピードで, d9juau41awczczp",
        "-> $1.00 <-, -> $1.00 <--",
        "bücher, bcher-kva"
    })
    @DisplayName("§7.1: has the samples of the specification, in both directions")
    void samples(String text, String encoded) {
        assertThat(Punycode.encode(text)).isEqualTo(encoded);
        assertThat(Punycode.decode(encoded)).contains(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999999999", "a-é", "kva!", "abc-9", "zzzzzz9999", "abc-KVA"})
    @DisplayName("§6.2: is not read from what is none")
    void refused(String text) {
        assertThat(Punycode.decode(text)).isEmpty();
    }

    @Test
    @DisplayName("agrees with the JDK where IDNA 2003 maps nothing, and comes back when it is decoded")
    void agreesWithTheJdk() {
        Random random = new Random(3492);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder("é");
            int length = 1 + random.nextInt(12);
            for (int j = 0; j < length; j++) {
                text.append((char) (random.nextBoolean() ? 'a' + random.nextInt(26) : 0x4E00 + random.nextInt(0x51A5)));
            }
            String encoded = Punycode.encode(text.toString());
            assertThat("xn--" + encoded).isEqualTo(IDN.toASCII(text.toString()));
            assertThat(Punycode.decode(encoded)).contains(text.toString());
        }
    }
}
