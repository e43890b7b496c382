package org.rehome.xmpp.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.A10;
import static org.rehome.conformance.Requirement.A9;
import static org.rehome.conformance.Requirement.B11;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.conformance.Spec;

@DisplayName("Framing")
class FramingTest {
    private static final StreamItem KEEP_ALIVE = new StreamItem.KeepAlive();

    @Test
    @DisplayName("hands out each element when its last byte has come, and not before")
    void atItsLastByte() {
        StreamReader reader = Streams.opened();
        byte[] element = "<message><body a='>'>x</body></message>".getBytes(UTF_8);
        for (int i = 0; i < element.length - 1; i++) {
            assertThat(reader.feed(element, i, 1)).isEmpty();
        }
        assertThat(Streams.xml(reader.feed(element, element.length - 1, 1))).hasSize(1);
    }

    @Test
    @DisplayName("A9: tells white space between elements as a keep-alive, once for what came at a time")
    @Spec({A9, B11})
    void keepAlives() {
        StreamReader reader = Streams.opened();
        assertThat(Streams.feed(reader, " ")).containsExactly(KEEP_ALIVE);
        assertThat(Streams.feed(reader, "\n\t\r ")).containsExactly(KEEP_ALIVE);
        assertThat(Streams.feed(reader, "<a> </a>")).hasSize(1).doesNotContain(KEEP_ALIVE);
        assertThat(Streams.feed(reader, "\n<a/>\n")).hasSize(2).endsWith(KEEP_ALIVE);
        // white space that leads to an element is told by the element
        assertThat(Streams.feed(reader, " <a")).isEmpty();
        assertThat(Streams.feed(reader, " ")).isEmpty();
        assertThat(Streams.xml(Streams.feed(reader, "/>"))).containsExactly("<a />");
        assertThat(Streams.feed(reader, "")).isEmpty();
    }

    @Test
    @DisplayName("A9: takes any amount of white space between elements, and it counts to no element")
    @Spec({A9, B11})
    void muchWhitespace() {
        StreamReader reader = new StreamReader(StreamLimits.beforeAuthentication(), Namespaces.SERVER);
        Streams.feed(reader, Streams.HEADER);
        for (int i = 0; i < 100; i++) {
            assertThat(Streams.feed(reader, " ".repeat(9_999))).containsExactly(KEEP_ALIVE);
        }
        String element = "<a b='" + "x".repeat(9_000) + "'/>";
        assertThat(Streams.xml(Streams.feed(reader, " ".repeat(9_999) + element)))
                .containsExactly(element);
    }

    @Test
    @DisplayName("ends with the closing tag of the stream, and reads nothing after it (§4.4)")
    void ends() {
        StreamReader reader = Streams.opened();
        assertThat(Streams.feed(reader, "<a/></stream:stream ><b/>")).hasSize(2).endsWith(new StreamItem.Ended());
        assertThat(Streams.feed(reader, "<c/> ")).isEmpty();
    }

    @Test
    @DisplayName("reads nothing after the stream was broken (A10)")
    @Spec(A10)
    void nothingAfterBroken() {
        StreamReader reader = Streams.opened();
        List<StreamItem> items = Streams.feed(reader, "<a/> <!-- --> <b/> ");
        assertThat(items).hasSize(2).last().isInstanceOf(StreamItem.Broken.class);
        assertThat(Streams.feed(reader, "<c/>")).isEmpty();
    }

    @Test
    @DisplayName("tells namespace, name, prefix, attributes and language of an element")
    void whatAFrameTells() {
        Frame frame = Streams.frame("<db:result from='a' db:to='x' xml:lang='en'> key </db:result>");
        assertThat(frame.is(Namespaces.DIALBACK, "result")).isTrue();
        assertThat(frame.prefix()).isEqualTo("db");
        assertThat(frame.attributes()).containsOnlyKeys("from", "xml:lang").containsEntry("xml:lang", "en");
        assertThat(frame.tree().text()).isEqualTo(" key ");
        assertThat(Streams.frame("<message/>").namespace()).isEqualTo(Namespaces.SERVER);
        assertThat(Streams.frame("<message xmlns=''/>").namespace()).isEmpty();
        assertThat(Streams.frame("<message/>").contentNamespace()).isEqualTo(Namespaces.SERVER);
        assertThat(Streams.frame("<m a='x\ty&#10;z'/>").attribute("a")).contains("x y\nz");
    }

    @Test
    @DisplayName("gives the same items however the bytes are cut (random documents, random pieces)")
    void anyPieces() {
        Random random = new Random(6120);
        for (int i = 0; i < 400; i++) {
            RandomStream stream = new RandomStream(random);
            byte[] bytes = stream.text().getBytes(UTF_8);
            List<StreamItem> whole = Streams.read(bytes);
            assertThat(whole).hasSizeGreaterThanOrEqualTo(stream.elements().size() + 2);
            assertThat(whole).first().isInstanceOf(StreamItem.Opened.class);
            assertThat(whole).last().isEqualTo(new StreamItem.Ended());
            if (!stream.usesRootPrefixes()) {
                assertThat(Streams.xml(whole)).isEqualTo(stream.elements());
            }
            List<StreamItem> single = Streams.inPieces(Streams.reader(), bytes, () -> 1);
            assertThat(Streams.shown(single)).isEqualTo(Streams.shown(whole));
            List<StreamItem> pieces = Streams.inPieces(Streams.reader(), bytes, () -> 1 + random.nextInt(40));
            assertThat(Streams.shown(pieces)).isEqualTo(Streams.shown(whole));
        }
    }
}
