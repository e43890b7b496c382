package org.rehome.xmpp.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.rehome.conformance.Requirement.A13;
import static org.rehome.conformance.Requirement.A15;
import static org.rehome.conformance.Requirement.A2;
import static org.rehome.conformance.Requirement.A4;
import static org.rehome.conformance.Requirement.A6;
import static org.rehome.conformance.Requirement.B1;
import static org.rehome.conformance.Requirement.B10;
import static org.rehome.conformance.Requirement.B2;
import static org.rehome.conformance.Requirement.B3;
import static org.rehome.conformance.Requirement.B4;
import static org.rehome.conformance.Requirement.B5;
import static org.rehome.conformance.Requirement.B7;
import static org.rehome.conformance.Requirement.B8;
import static org.rehome.conformance.Requirement.F2;

import java.nio.charset.Charset;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rehome.conformance.Spec;

@DisplayName("A stream header (RFC 6120 §4.7, §4.8)")
class StreamHeaderTest {
    private static final String STREAM = "xmlns:stream='http://etherx.jabber.org/streams'";

    @Test
    @DisplayName("is read with its addresses, id, version and language")
    void isRead() {
        assertThat(Streams.read("<?xml version='1.0' encoding='UTF-8'?>\n<stream:stream xmlns='jabber:server' " + STREAM
                        + " xmlns:db='jabber:server:dialback' from='a.test' to=\"b.test\" id='x&amp;y' version='1.0'"
                        + " xml:lang='de'>"))
                .containsExactly(new StreamItem.Opened(
                        new StreamHeader(Namespaces.SERVER, "a.test", "b.test", "x&y", "1.0", "de", true)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<stream:stream xmlns='jabber:server' " + STREAM + ">",
                "\n<stream:stream xmlns='jabber:server' " + STREAM + ">",
                "<?xml version=\"1.0\"?><stream:stream xmlns='jabber:server' " + STREAM + ">",
                "<?xml version='1.0' encoding='utf-8' standalone='yes'?><stream:stream xmlns='jabber:server' " + STREAM
                        + ">",
                "<?xml version='1.0' standalone='no'?><stream:stream xmlns='jabber:server' " + STREAM + ">",
                "<stream:stream\n\t" + STREAM + "\n\txmlns='jabber:server'\n>"
            })
    @DisplayName("B8: may begin with an XML declaration, and needs nothing but its namespaces")
    @Spec({B4, B8})
    void lacksEverything(String header) {
        assertThat(Streams.read(header))
                .containsExactly(new StreamItem.Opened(
                        new StreamHeader(Namespaces.SERVER, null, null, null, null, null, false)));
    }

    @Test
    @DisplayName("A2: may have another prefix than stream, and then ends with it (§4.8.5)")
    @Spec(A2)
    void otherPrefix() {
        String header = "<s:stream xmlns='jabber:server' xmlns:s='http://etherx.jabber.org/streams'>";
        assertThat(Streams.read(header + "</s:stream>")).hasSize(2).endsWith(new StreamItem.Ended());
        String noPrefix = "<stream xmlns='http://etherx.jabber.org/streams'>";
        assertThat(Streams.read(noPrefix)).singleElement().isInstanceOf(StreamItem.Broken.class);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments("A2", "<stream:stream xmlns='jabber:client' " + STREAM + ">", "invalid-namespace"),
                arguments("A2", "<stream:stream xmlns='urn:x' " + STREAM + ">", "invalid-namespace"),
                arguments("A2", "<stream:stream " + STREAM + ">", "invalid-namespace"),
                arguments("A2", "<stream:stream xmlns='jabber:server' xmlns:stream='urn:x'>", "invalid-namespace"),
                arguments("A2", "<stream xmlns='jabber:server'>", "invalid-namespace"),
                arguments("A2", "<stream:message xmlns='jabber:server' " + STREAM + ">", "bad-format"),
                arguments("A2", "<stream:stream xmlns='jabber:server' " + STREAM + "/>", "bad-format"),
                arguments("B7", "<stream:stream xmlns='jabber:server'>", "not-well-formed"),
                arguments("B7", "<stream:stream xmlns='jabber:server' " + STREAM + " a='1' a='2'>", "not-well-formed"),
                arguments("B7", "<stream:stream xmlns='jabber:server' " + STREAM + " u:a='1'>", "not-well-formed"),
                arguments("B7", "<stream:stream xmlns='jabber:server' " + STREAM + " xmlns:p=''>", "not-well-formed"),
                arguments("B7", "<stream:stream xmlns='jabber:server' " + STREAM + " xmlns:='x'>", "not-well-formed"),
                arguments("B7", "<stream:stream xmlns='jabber:server' " + STREAM + " xmlns:1='x'>", "not-well-formed"),
                arguments("B7", "<stream:stream xmlns='jabber:server' " + STREAM + " a=b>", "not-well-formed"),
                arguments("B7", "<stream:stream xmlns='jabber:server' " + STREAM + " a='<'>", "not-well-formed"),
                arguments("B7", "hello", "not-well-formed"),
                arguments("B7", "GET / HTTP/1.1\r\n", "not-well-formed"),
                arguments("B7", "\u0016\u0003\u0001", "not-well-formed"),
                arguments("B7", "</stream:stream>", "not-well-formed"),
                arguments("B7", "<>", "not-well-formed"),
                arguments("B8", " " + Streams.HEADER, "not-well-formed"),
                arguments("B8", "<?xml version='1.0'?>" + Streams.HEADER, "restricted-xml"),
                arguments(
                        "B8",
                        "<?xml version='1.1'?><stream:stream xmlns='jabber:server' " + STREAM + ">",
                        "not-well-formed"),
                arguments("B8", "<?xml?><stream:stream xmlns='jabber:server' " + STREAM + ">", "not-well-formed"),
                arguments("B1", "<!-- hello -->", "restricted-xml"),
                arguments("B2", "<?hello?>" + Streams.HEADER, "restricted-xml"),
                arguments("B3", "<!DOCTYPE stream [ <!ENTITY a 'b'> ]>", "restricted-xml"),
                arguments("B4", "<!DOCTYPE stream SYSTEM 'http://127.0.0.1:1/x.dtd'>", "restricted-xml"),
                arguments("B5", "<stream:stream xmlns='jabber:server' " + STREAM + " from='&a;'>", "restricted-xml"),
                arguments("B10", "<stream:stream xmlns='jabber:server' " + STREAM + " from='&#1;'>", "not-well-formed"),
                arguments(
                        "A13",
                        "<?xml version='1.0' encoding='ISO-8859-1'?><stream:stream xmlns='jabber:server' " + STREAM
                                + ">",
                        "unsupported-encoding"),
                arguments("A13", "\uFEFF" + Streams.HEADER, "not-well-formed"));
    }

    @ParameterizedTest(name = "{0}: {1} -> {2}")
    @MethodSource("refused")
    @DisplayName("is refused")
    @Spec({A2, A13, B1, B2, B3, B4, B5, B7, B8, B10})
    void isRefused(String id, String header, String condition) {
        assertBroken(header.getBytes(UTF_8), condition);
    }

    static Stream<Arguments> encodings() {
        return Stream.of("UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE")
                .map(name -> arguments(name, Streams.HEADER.getBytes(Charset.forName(name))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("encodings")
    @DisplayName("A13: in another encoding than UTF-8 is refused as such (§11.6)")
    @Spec(A13)
    void encodings(String name, byte[] header) {
        assertBroken(header, "unsupported-encoding");
    }

    @ParameterizedTest
    @ValueSource(strings = {"c080", "eda080", "f4908080", "e282", "80", "ff", "c3"})
    @DisplayName("A13: with overlong, truncated or otherwise wrong UTF-8 is refused")
    @Spec(A13)
    void notUtf8(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        String marked = Streams.HEADER.replace("partner1.test", "@");
        byte[] header = marked.getBytes(UTF_8);
        byte[] wrong = new byte[header.length - 1 + bytes.length];
        int at = marked.indexOf('@');
        System.arraycopy(header, 0, wrong, 0, at);
        System.arraycopy(bytes, 0, wrong, at, bytes.length);
        System.arraycopy(header, at + 1, wrong, at + bytes.length, header.length - at - 1);
        assertBroken(wrong, "unsupported-encoding");
    }

    private static void assertBroken(byte[] bytes, String condition) {
        List<StreamItem> items = Streams.read(bytes);
        assertThat(items).singleElement().isInstanceOf(StreamItem.Broken.class);
        StreamItem.Broken broken = (StreamItem.Broken) items.get(0);
        assertThat(broken.condition().wire()).as(broken.detail()).isEqualTo(condition);
    }

    @ParameterizedTest
    @CsvSource({
        "1.0, 1",
        "1.10, 1",
        "01.0, 1",
        "0001.00, 1",
        "2.0, 2",
        "10.0, 10",
        "0.9, 0",
        "00.1, 0",
        " 1.0 , 1",
        ", 0"
    })
    @DisplayName("A6: has a major version that is a number, whatever zeros stand before it (§4.7.5)")
    @Spec(A6)
    void majorVersion(String version, int major) {
        assertThat(withVersion(version).majorVersion()).hasValue(major);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1", "1.", ".0", "1.0.0", "-1.0", "1,0", "9999999999.0"})
    @DisplayName("A6: has none when that is no version")
    @Spec(A6)
    void noVersion(String version) {
        assertThat(withVersion(version).majorVersion()).isEmpty();
    }

    private static StreamHeader withVersion(String version) {
        return new StreamHeader(Namespaces.SERVER, "a.test", "b.test", "1", version, null, true);
    }

    @Test
    @DisplayName("A2: of a component stream has the component's namespace (XEP-0114 §3)")
    void component() {
        StreamReader reader = new StreamReader(StreamLimits.beforeAuthentication(), Namespaces.COMPONENT);
        assertThat(Streams.feed(
                        reader, StreamHeader.component("gw.example.test").toXml()))
                .containsExactly(new StreamItem.Opened(
                        new StreamHeader(Namespaces.COMPONENT, null, "gw.example.test", null, null, null, false)));
        StreamReader other = new StreamReader(StreamLimits.beforeAuthentication(), Namespaces.COMPONENT);
        assertThat(Streams.feed(other, Streams.HEADER)).singleElement().isInstanceOf(StreamItem.Broken.class);
    }

    @Test
    @DisplayName("F2, A15, B8: as we send it has the XML declaration, the prefixes stream and db, and the language")
    @Spec({A2, A4, A15, B4, B8, F2})
    void toXml() {
        assertThat(StreamHeader.server("a.test", "b.test", "i<d").toXml())
                .isEqualTo("<?xml version='1.0'?><stream:stream xmlns='jabber:server'"
                        + " xmlns:stream='http://etherx.jabber.org/streams' xmlns:db='jabber:server:dialback'"
                        + " from='a.test' to='b.test' id='i&lt;d' version='1.0' xml:lang='en'>");
        assertThat(StreamHeader.component("gw.example.test").toXml())
                .isEqualTo("<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept'"
                        + " xmlns:stream='http://etherx.jabber.org/streams' to='gw.example.test'>");
        assertThat(StreamHeader.server("a.test", null, null).withoutVersion().toXml())
                .doesNotContain("version='1.0' ")
                .doesNotContain(" to=")
                .doesNotContain(" id=");
    }

    @Test
    @DisplayName("as we send it is read as it was, whatever its attributes hold")
    void roundTrip() {
        StreamHeader header = new StreamHeader(Namespaces.SERVER, "a'\"<>&\n\tb", "é", " x ", "1.0", "de-CH", true);
        assertThat(Streams.read(header.toXml())).containsExactly(new StreamItem.Opened(header));
    }
}
