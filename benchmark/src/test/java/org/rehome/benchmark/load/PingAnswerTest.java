package org.rehome.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The answer to a ping (XEP-0199)")
class PingAnswerTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<iq type='get' id='1' from='a' to='b'><ping/></iq>|<iq type='result' id='1' from='b' to='a'/>",
                "<iq to=\"b\" from=\"a\" id=\"it's\" type=\"get\"><ping/></iq>|<iq type='result' id='it&apos;s' from='b' to='a'/>",
                "<iq type='result' id='1' from='a' to='b'></iq>|``",
                "<iq type='error' id='1' from='a' to='b'><error/></iq>|``",
            })
    @DisplayName("goes back to who asked; what is itself an answer gets none")
    void answered(String request, String answer) {
        assertThat(PingAnswer.to(request)).isEqualTo(answer);
    }
}
