package org.rehome.lab.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class XmlReaderTest {
    private static final String HEADER = "<?xml version='1.0'?><stream:stream xmlns='jabber:server'"
            + " xmlns:stream='http://etherx.jabber.org/streams' xmlns:db='jabber:server:dialback' id='1'>";

    private static XmlReader reader(String xml) {
        return new XmlReader(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }

    private static XmlReader opened(String content) throws IOException {
        XmlReader reader = reader(HEADER + content);
        assertThat(reader.next()).isInstanceOf(XmlEvent.Opened.class);
        return reader;
    }

    private static Element first(String content) throws IOException {
        return ((XmlEvent.Child) opened(content).next()).element();
    }

    private static String refusal(String content) throws IOException {
        XmlReader reader = opened(content);
        StreamException refused = catchThrowableOfType(StreamException.class, reader::next);
        assertThat(refused).as("refusal of %s", content).isNotNull();
        return refused.condition();
    }

    @Test
    @DisplayName("a stream is its header, its first-level elements and its closing tag")
    void readsStream() throws Exception {
        XmlReader reader = reader(HEADER + " <a/>\n<message to='b'><body>hi</body></message></stream:stream>");

        XmlEvent.Opened header = (XmlEvent.Opened) reader.next();
        assertThat(header.root().is(Namespaces.STREAMS, "stream")).isTrue();
        assertThat(header.prefix()).isEqualTo("stream");
        assertThat(header.contentNamespace()).isEqualTo(Namespaces.SERVER);
        assertThat(header.root().attributes()).containsOnlyKeys("id");
        assertThat(((XmlEvent.Child) reader.next()).element()).isEqualTo(Element.of(Namespaces.CONTENT, "a"));
        XmlEvent.Child message = (XmlEvent.Child) reader.next();
        assertThat(message.source()).isEqualTo("<message to='b'><body>hi</body></message>");
        assertThat(message.element()
                        .child(Namespaces.CONTENT, "body")
                        .orElseThrow()
                        .text())
                .isEqualTo("hi");
        assertThat(reader.next()).isInstanceOf(XmlEvent.Closed.class);
        assertThat(reader.next()).isInstanceOf(XmlEvent.EndOfInput.class);
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("RFC 6120 §11.1, B1-B5: restricted XML is refused, wherever it stands")
    @ValueSource(
            strings = {
                "<!-- c -->",
                "<a><!-- c --></a>",
                "<?pi x?>",
                "<a><?pi x?></a>",
                "<!DOCTYPE a>",
                "<!DOCTYPE a SYSTEM 'file:///etc/passwd'>",
                "<a>&nbsp;</a>",
                "<a b='&nbsp;'/>",
                "<?xml version='1.0'?>"
            })
    void refusesRestrictedXml(String content) throws Exception {
        assertThat(refusal(content)).isEqualTo("restricted-xml");
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("RFC 6120 §11.3, B7: what is not well-formed is refused")
    @ValueSource(
            strings = {
                "<a></b>",
                "<a b=c/>",
                "<a b='1' b='2'/>",
                "<a xmlns:x='n' xmlns:y='n' x:b='1' y:b='2'/>",
                "<a b='<'/>",
                "<a b='1'c='2'/>",
                "<x:a/>",
                "<a x:b='1'/>",
                "<1/>",
                "<a>]]></a>",
                "<a>& </a>",
                "<a>&#0;</a>",
                "<a>&#x1F;</a>",
                "<a>\u0001</a>",
                "<a>\uFFFE</a>",
                "<a:b:c/>",
                "</other>"
            })
    void refusesMalformedXml(String content) throws Exception {
        assertThat(refusal(content)).isEqualTo("not-well-formed");
    }

    @Test
    @DisplayName("RFC 6120 §11.7, B11: text between first-level elements is refused, white space is not")
    void refusesText() throws Exception {
        assertThat(refusal(" x")).isEqualTo("bad-format");
        assertThat(first(" \r\n\t<a/>").name()).isEqualTo("a");
    }

    @Test
    @DisplayName("RFC 6120 §11.6, A13: a byte order mark before the header is not well-formed")
    void refusesByteOrderMark() {
        assertThatThrownBy(() -> reader("\uFEFF" + HEADER).next())
                .isInstanceOf(StreamException.class)
                .hasMessageContaining("not-well-formed");
    }

    @ParameterizedTest(name = "octets {0}")
    @DisplayName("RFC 6120 §11.6, A13: overlong, truncated and surrogate UTF-8 is refused")
    @CsvSource({"C0 AF", "E0 80 AF", "F0 80 80 AF", "C3 28", "ED A0 80", "F4 90 80 80", "FF", "80"})
    void refusesBadUtf8(String octets) throws Exception {
        byte[] start = (HEADER + "<a>").getBytes(StandardCharsets.UTF_8);
        String[] hex = octets.split(" ", -1);
        byte[] all = Arrays.copyOf(start, start.length + hex.length + 4);
        for (int i = 0; i < hex.length; i++) {
            all[start.length + i] = (byte) Integer.parseInt(hex[i], 16);
        }
        Arrays.fill(all, start.length + hex.length, all.length, (byte) ' ');
        XmlReader reader = new XmlReader(new ByteArrayInputStream(all));
        reader.next();
        assertThatThrownBy(reader::next).isInstanceOf(StreamException.class);
    }

    @Test
    @DisplayName("B9: CDATA, predefined entities and numeric references keep their text")
    void keepsText() throws Exception {
        assertThat(first("<a>1<![CDATA[<&]]]]>2&lt;&gt;&amp;&apos;&quot;&#228;&#x1F600;</a>")
                        .text())
                .isEqualTo("1<&]]2<>&'\"ä😀");
    }

    @Test
    @DisplayName("a line ends with LF, however it was written (XML 1.0 §2.11)")
    void normalizesLineEnds() throws Exception {
        assertThat(first("<a>1\r\n2\r3\n4&#13;</a>").text()).isEqualTo("1\n2\n3\n4\r");
    }

    @Test
    @DisplayName("RFC 6120 §4.8.5, B12: the content namespace is the stream's, others are kept, prefixes are resolved")
    void resolvesNamespaces() throws Exception {
        Element message = first("<message xml:lang='de'><x xmlns='urn:x'><y/></x><db:z/>"
                + "<m:message xmlns:m='jabber:client' m:k='v'/></message>");

        assertThat(message.attribute("xml:lang")).contains("de");
        assertThat(message.elements().get(0).child("urn:x", "y")).isPresent();
        assertThat(message.elements().get(1).namespace()).isEqualTo(Namespaces.DIALBACK);
        assertThat(message.elements().get(2))
                .isEqualTo(Element.of("jabber:client", "message").with("{jabber:client}k", "v"));
        assertThat(Element.parse(message.toXml(Namespaces.SERVER).replace("<db:z/>", ""))
                        .namespace())
                .isEmpty();
    }

    @Test
    @DisplayName("B13: over-long and over-deep elements are refused while they are read")
    void boundsElements() throws Exception {
        assertThat(refusal("<a>" + "x".repeat(1_100_000))).isEqualTo("policy-violation");
        assertThat(refusal("<a>".repeat(100))).isEqualTo("policy-violation");
    }

    @Test
    @DisplayName("keepalives never add up to an over-long element")
    void manyKeepalives() throws Exception {
        assertThat(first(" ".repeat(1_200_000) + "<a/>").name()).isEqualTo("a");
    }

    /// Gives what was put in, and fails the test where a socket would block.
    private static final class NeverBlocking extends InputStream {
        private byte[] part = {};

        void put(String text) {
            part = text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public int read() {
            throw new AssertionError("read octet by octet");
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (part.length == 0) {
                throw new AssertionError("asked for more than the element needs");
            }
            int count = Math.min(length, part.length);
            System.arraycopy(part, 0, target, offset, count);
            part = Arrays.copyOfRange(part, count, part.length);
            return count;
        }
    }

    @Test
    @DisplayName("an element is handed over at its last character, before anything follows")
    void doesNotReadAhead() throws Exception {
        NeverBlocking in = new NeverBlocking();
        XmlReader reader = new XmlReader(in);
        for (String part : new String[] {HEADER, "<a/>", " <b>x</b>", "<c ></c >", "</stream:stream>"}) {
            in.put(part);
            assertThat(reader.next()).isNotInstanceOf(XmlEvent.EndOfInput.class);
        }
    }

    @Test
    @DisplayName("a transport that ends inside an element is an end, not an error of the peer's XML")
    void endInsideElement() {
        assertThatThrownBy(() -> first("<a><b>")).isInstanceOf(EOFException.class);
    }

    @Test
    @DisplayName("RFC 6120 §4.3.3: after a restart a new header is read, and what came with it")
    void restarts() throws Exception {
        XmlReader reader = opened("<success/>" + HEADER + "<a/>");
        reader.next();
        reader.restart();
        assertThat(reader.next()).isInstanceOf(XmlEvent.Opened.class);
        assertThat(reader.next()).isInstanceOf(XmlEvent.Child.class);
    }

    @Test
    @DisplayName("every tree is read back as it was written, whatever its text")
    void roundTrip() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            Element element = tree(random, 0);
            String xml = element.toXml(Namespaces.SERVER);
            assertThat(first(xml)).as(xml).isEqualTo(element);
        }
    }

    private static Element tree(Random random, int depth) {
        String[] namespaces = {Namespaces.CONTENT, "urn:a", "urn:b", Namespaces.DIALBACK};
        Element element = Element.of(namespaces[random.nextInt(namespaces.length)], "e" + random.nextInt(9));
        for (int i = random.nextInt(3); i > 0; i--) {
            element = element.with(random.nextBoolean() ? "a" + i : "{urn:x}a" + i, text(random));
        }
        boolean afterText = false;
        for (int i = depth > 4 ? 0 : random.nextInt(4); i > 0; i--) {
            afterText = !afterText && random.nextBoolean();
            element = afterText ? element.text("t" + text(random)) : element.add(tree(random, depth + 1));
        }
        return element;
    }

    private static String text(Random random) {
        String[] parts = {"<", ">", "&", "'", "\"", "]]>", "\r\n", "\t", "ä", "😀", "x ", "&amp;", "<!--"};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return text.toString();
    }
}
