package org.rehome.xmpp.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.rehome.conformance.Requirement.A10;
import static org.rehome.conformance.Requirement.A13;
import static org.rehome.conformance.Requirement.B1;
import static org.rehome.conformance.Requirement.B10;
import static org.rehome.conformance.Requirement.B11;
import static org.rehome.conformance.Requirement.B2;
import static org.rehome.conformance.Requirement.B3;
import static org.rehome.conformance.Requirement.B4;
import static org.rehome.conformance.Requirement.B5;
import static org.rehome.conformance.Requirement.B6;
import static org.rehome.conformance.Requirement.B7;
import static org.rehome.conformance.Requirement.B8;
import static org.rehome.conformance.Requirement.B9;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rehome.conformance.Spec;

@DisplayName("What comes on a stream")
class RestrictedXmlTest {

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments("B1", "<!-- x -->", "restricted-xml"),
                arguments("B1", "<a><!-- x --></a>", "restricted-xml"),
                arguments("B1", "<a>text<!--", "restricted-xml"),
                arguments("B2", "<?pi x?>", "restricted-xml"),
                arguments("B2", "<a><?pi x?></a>", "restricted-xml"),
                arguments("B3", "<!DOCTYPE a [<!ENTITY x 'y'>]>", "restricted-xml"),
                arguments("B4", "<!DOCTYPE a SYSTEM 'file:///etc/passwd'>", "restricted-xml"),
                arguments("B4", "<a><!ELEMENT a ANY></a>", "restricted-xml"),
                arguments("B5", "<a>&x;</a>", "restricted-xml"),
                arguments("B5", "<a>&LT;</a>", "restricted-xml"),
                arguments("B5", "<a b='&x;'/>", "restricted-xml"),
                arguments("B5", "<a b='&lt;&nbsp;'/>", "restricted-xml"),
                arguments("B7", "<a b='&x'/>", "not-well-formed"),
                arguments("B7", "<a></b>", "not-well-formed"),
                arguments("B7", "<a><b></a></b>", "not-well-formed"),
                arguments("B7", "<a b='1' b='2'/>", "not-well-formed"),
                arguments("B7", "<a xmlns:p='urn:x' xmlns:q='urn:x' p:b='1' q:b='2'/>", "not-well-formed"),
                arguments("B7", "<u:a/>", "not-well-formed"),
                arguments("B7", "<a u:b='1'/>", "not-well-formed"),
                arguments("B7", "<a><u:b xmlns:u='urn:u'/><u:c/></a>", "not-well-formed"),
                arguments("B7", "<a xmlns:p=''/>", "not-well-formed"),
                arguments("B7", "<a xmlns:='urn:x'/>", "not-well-formed"),
                arguments("B7", "<a xmlns:1='urn:x'/>", "not-well-formed"),
                arguments("B7", "<a xmlns:xml='urn:x'/>", "not-well-formed"),
                arguments("B7", "<a xmlns:xmlns='urn:x'/>", "not-well-formed"),
                arguments("B7", "<a xmlns='http://www.w3.org/2000/xmlns/'/>", "not-well-formed"),
                arguments("B7", "<xmlns:a/>", "not-well-formed"),
                arguments("B7", "<db:/>", "not-well-formed"),
                arguments("B7", "<:a/>", "not-well-formed"),
                arguments("B7", "<db:1/>", "not-well-formed"),
                arguments("B7", "<db:a:b/>", "not-well-formed"),
                arguments("B7", "<a db:='1'/>", "not-well-formed"),
                arguments("B7", "<a db:1='1'/>", "not-well-formed"),
                arguments("B7", "<1/>", "not-well-formed"),
                arguments("B7", "< a/>", "not-well-formed"),
                arguments("B7", "<>", "not-well-formed"),
                arguments("B7", "<a<b/>", "not-well-formed"),
                arguments("B7", "<a b='<'/>", "not-well-formed"),
                arguments("B7", "<a b=1/>", "not-well-formed"),
                arguments("B7", "<a b/>", "not-well-formed"),
                arguments("B7", "<a b='1'c='2'/>", "not-well-formed"),
                arguments("B7", "<a></a b='1'>", "not-well-formed"),
                arguments("B7", "<a>]]></a>", "not-well-formed"),
                arguments("B7", "<a>&</a>", "not-well-formed"),
                arguments("B7", "<a>&amp</a>", "not-well-formed"),
                arguments("B7", "<a><![cdata[x]]></a>", "not-well-formed"),
                arguments("B7", "<a>&#xD800;</a>", "not-well-formed"),
                arguments("B7", "<a>&#x110000;</a>", "not-well-formed"),
                arguments("B7", "<a>&#x100000041;</a>", "not-well-formed"),
                arguments("B7", "<a>&#;</a>", "not-well-formed"),
                arguments("B7", "<a/></message>", "not-well-formed"),
                arguments("B7", "</stream:features>", "not-well-formed"),
                arguments("B8", "<?xml version='1.0'?>", "restricted-xml"),
                arguments("B10", "<a>\u0000</a>", "not-well-formed"),
                arguments("B10", "<a>\u0008</a>", "not-well-formed"),
                arguments("B10", "<a>\u000b</a>", "not-well-formed"),
                arguments("B10", "<a>\u001f</a>", "not-well-formed"),
                arguments("B10", "<a b='\u001b'/>", "not-well-formed"),
                arguments("B10", "<a><![CDATA[\u0001]]></a>", "not-well-formed"),
                arguments("B10", "<a>&#0;</a>", "not-well-formed"),
                arguments("B10", "<a>&#x1F;</a>", "not-well-formed"),
                arguments("B10", "<a b='&#8;'/>", "not-well-formed"),
                arguments("B10", "<a>&#xFFFE;</a>", "not-well-formed"),
                arguments("B10", "<a>&#xFFFF;</a>", "not-well-formed"),
                arguments("B11", "x", "bad-format"),
                arguments("B11", "<a/>x", "bad-format"),
                arguments("B11", " &amp;", "bad-format"),
                arguments("B11", "<![CDATA[x]]>", "bad-format"),
                arguments("A13", "<a>\uFFFE</a>", "unsupported-encoding"),
                arguments("A13", "<a>\uFFFF</a>", "unsupported-encoding"));
    }

    @ParameterizedTest(name = "{0}: {1} -> {2}")
    @MethodSource("refused")
    @DisplayName("breaks the stream, and nothing follows (A10)")
    @Spec({A10, A13, B1, B2, B3, B4, B5, B7, B8, B10, B11})
    void breaksTheStream(String id, String text, String condition) {
        List<StreamItem> items = Streams.afterHeader(text + " <message/>");
        assertThat(items).last().isInstanceOf(StreamItem.Broken.class);
        StreamItem.Broken broken = (StreamItem.Broken) items.get(items.size() - 1);
        assertThat(broken.condition().wire()).as(broken.detail()).isEqualTo(condition);
        assertThat(items).filteredOn(StreamItem.KeepAlive.class::isInstance).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c080",
                "c1bf",
                "eda080",
                "edbfbf",
                "e08080",
                "f0808080",
                "f4908080",
                "f5808080",
                "e282",
                "80",
                "bf",
                "ff",
                "fe"
            })
    @DisplayName("A13: in overlong, truncated or otherwise wrong UTF-8 breaks the stream")
    @Spec(A13)
    void notUtf8(String hex) {
        byte[] wrong = HexFormat.of().parseHex(hex);
        byte[] element = new byte[3 + wrong.length + 4];
        System.arraycopy("<a>".getBytes(UTF_8), 0, element, 0, 3);
        System.arraycopy(wrong, 0, element, 3, wrong.length);
        System.arraycopy("</a>".getBytes(UTF_8), 0, element, 3 + wrong.length, 4);
        assertThat(Streams.feed(Streams.opened(), element))
                .singleElement()
                .extracting(item -> ((StreamItem.Broken) item).condition())
                .isEqualTo(StreamErrorCondition.UNSUPPORTED_ENCODING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<message/>",
                "<message\n\tto='a'\r\n from=\"b\" />",
                "<message ></message\n>",
                "<message b = 'c'/>",
                "<message b='>'>></message>",
                "<message b='\"' c=\"'\"/>",
                "<message>]] ]> ]]&gt; &#62;</message>",
                "<message><![CDATA[<b>&x;]] ]>]]></message>",
                "<message><![CDATA[]]]]><![CDATA[>]]></message>",
                "<message><![CDATA[]]></message>",
                "<message>&lt;&gt;&amp;&apos;&quot;&#9;&#xA;&#13;&#x10FFFF;</message>",
                "<message>\uFEFF \u0085 \u2028 \u007f \uFFFD</message>",
                "<message>ü 漢 😀 \ud83f\udffe</message>",
                "<mêssage-1.x_·/>",
                "<message xml:lang='de' xml:space='preserve'/>",
                "<message xmlns:xml='http://www.w3.org/XML/1998/namespace'/>",
                "<message xmlns=''/>",
                "<message xmlns='jabber:server'><x:y xmlns:x='urn:x' x:z='1'/></message>"
            })
    @DisplayName("B9: is handed out byte for byte when it is well-formed")
    @Spec({A13, B9})
    void byteForByte(String element) {
        assertThat(Streams.xml(Streams.afterHeader(element))).containsExactly(element);
    }

    @Test
    @DisplayName("B9: means the same text, written as CDATA, as entities or as numeric references")
    @Spec(B9)
    void sameText() {
        Stream.of(
                        "<a><![CDATA[<&>'\"]]></a>",
                        "<a>&lt;&amp;&gt;&apos;&quot;</a>",
                        "<a>&#60;&#x26;&#62;&#x27;&#34;</a>",
                        "<a>&lt;<![CDATA[&]]>&gt;'\"</a>")
                .forEach(xml ->
                        assertThat(Streams.frame(xml).tree().text()).as(xml).isEqualTo("<&>'\""));
        assertThat(Streams.frame("<a b='&lt;&#9;&amp;&apos;'/>").attribute("b")).contains("<\t&'");
    }

    @Test
    @DisplayName("B6: never expands an entity: a billion laughs are refused at the declaration, in a few bytes")
    @Spec(B6)
    void billionLaughs() {
        StringBuilder bomb = new StringBuilder("<!DOCTYPE lolz [<!ENTITY lol0 'lol'>");
        for (int i = 1; i < 10; i++) {
            bomb.append("<!ENTITY lol")
                    .append(i)
                    .append(" '")
                    .append(("&lol" + (i - 1) + ";").repeat(10))
                    .append("'>");
        }
        bomb.append("]>");
        StreamReader reader = Streams.reader();
        assertThat(Streams.feed(reader, "<!D")).singleElement().isInstanceOf(StreamItem.Broken.class);
        assertThat(Streams.feed(reader, bomb.toString())).isEmpty();
        assertThat(Streams.afterHeader(bomb + "<a>&lol9;</a>"))
                .containsExactly(
                        new StreamItem.Broken(StreamErrorCondition.RESTRICTED_XML, "document type declaration"));
    }

    @Test
    @DisplayName("B6: never opens what an external entity names, neither a socket nor a file")
    @Spec(B6)
    void externalEntities(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "do not tell");
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(300);
            String http = "http://127.0.0.1:" + server.getLocalPort() + "/x.dtd";
            for (String name : List.of(http, secret.toUri().toString())) {
                for (String declaration : List.of(
                        "<!DOCTYPE a SYSTEM '" + name + "'>",
                        "<!DOCTYPE a PUBLIC '-//x' '" + name + "'>",
                        "<!DOCTYPE a [<!ENTITY x SYSTEM '" + name + "'>]>",
                        "<!DOCTYPE a [<!ENTITY % x SYSTEM '" + name + "'> %x;]>")) {
                    assertRestricted(Streams.read(declaration + Streams.HEADER + "<a>&x;</a>"));
                    assertRestricted(Streams.afterHeader(declaration + "<a>&x;</a>"));
                }
            }
            assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
        }
        assertThatThrownBy(() -> XmlElement.parse("<a>&x;</a>".getBytes(UTF_8), Namespaces.SERVER))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertRestricted(List<StreamItem> items) {
        assertThat(items)
                .containsExactly(
                        new StreamItem.Broken(StreamErrorCondition.RESTRICTED_XML, "document type declaration"));
    }

    @Test
    @DisplayName("is said in the error without line breaks or escape sequences of the peer")
    void safeDetail() {
        List<StreamItem> items = Streams.read("<stream:stream xmlns='jabber:server' xmlns:stream='x&#10;y\u0085z'>");
        assertThat(items).singleElement().isInstanceOf(StreamItem.Broken.class);
        assertThat(((StreamItem.Broken) items.get(0)).detail())
                .contains("x?y?z")
                .hasSizeLessThan(250);
    }
}
