package org.rehome.xmpp.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.I2;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rehome.conformance.Spec;

@DisplayName("I2: the language of a stream is that of its stanzas (RFC 6120 §4.7.4)")
@Spec(I2)
final class StreamLanguageTest {
    private static String header(String language) {
        return Streams.HEADER.replace(" from=", " xml:lang='" + language + "' from=");
    }

    private static String read(String header, String element) {
        return new String(Streams.frame(header, element).xml(), UTF_8);
    }

    @ParameterizedTest
    @DisplayName("is written onto a stanza that has none, and no other byte changes")
    @CsvSource(
            delimiter = '|',
            value = {
                "<message to='a@b'><body>x</body></message>|<message xml:lang='de-CH' to='a@b'><body>x</body></message>",
                "<presence/>|<presence xml:lang='de-CH'/>",
                "<iq ><q xmlns='urn:q' xml:lang='fr'/></iq>|<iq xml:lang='de-CH' ><q xmlns='urn:q' xml:lang='fr'/></iq>",
                "<message><db:x/></message>|"
                        + "<message xmlns:db='jabber:server:dialback' xml:lang='de-CH'><db:x/></message>",
            })
    void isWritten(String element, String expected) {
        assertThat(read(header("de-CH"), element)).isEqualTo(expected);
    }

    @ParameterizedTest
    @DisplayName("is not written where a stanza has its own, or says that it has none, nor on what is no stanza")
    @ValueSource(
            strings = {
                "<message xml:lang='en' to='a@b'/>",
                "<message xml:lang='' to='a@b'/>",
                "<message xmlns='urn:x'/>",
                "<db:result xmlns:db='jabber:server:dialback'>k</db:result>",
            })
    void isNotWritten(String element) {
        assertThat(read(header("de"), element)).isEqualTo(element);
    }

    @Test
    @DisplayName("of a header that says none, or no language tag of ordinary length, is none")
    void none() {
        String element = "<message to='a@b'/>";
        assertThat(read(Streams.HEADER, element)).isEqualTo(element);
        assertThat(read(header("a&quot;b"), element)).isEqualTo(element);
        assertThat(read(header("x".repeat(36)), element)).isEqualTo(element);
    }

    @Test
    @DisplayName("of a component's stream is the server's, and says nothing of its users")
    void component() {
        StreamReader reader = new StreamReader(StreamLimits.afterAuthentication(), Namespaces.COMPONENT);
        Streams.feed(
                reader,
                "<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams'"
                        + " xml:lang='en'>");
        assertThat(Streams.xml(Streams.feed(reader, "<message/>"))).containsExactly("<message/>");
    }
}
