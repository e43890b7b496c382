package org.rehome.xmpp.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.B1;
import static org.rehome.conformance.Requirement.B12;
import static org.rehome.conformance.Requirement.B2;
import static org.rehome.conformance.Requirement.B3;
import static org.rehome.conformance.Requirement.B4;
import static org.rehome.conformance.Requirement.B5;
import static org.rehome.conformance.Requirement.B7;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.conformance.Spec;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/// A frame that another server's parser refuses would end the stream that it leaves by, for everybody on it. So
/// whatever is handed out, of streams that were damaged at random, must be good for a parser that has nothing in
/// common with ours.
@DisplayName("B7, B12: what is handed out as a frame, of any input")
class FrameSafetyTest {
    private static final int STREAMS = 15_000;
    private static final byte[] ROOT = "<r xmlns='jabber:server'>".getBytes(UTF_8);
    private static final byte[] END = "</r>".getBytes(UTF_8);

    private final Random random = new Random(4711);
    private final DocumentBuilder jdk = jdkParser();
    private int frames;
    private int broken;

    @Test
    @DisplayName("is accepted by the JDK's parser, means the same to it, and is a piece of the input")
    @Spec({B1, B2, B3, B4, B5, B7, B12})
    void isSafe() {
        for (int i = 0; i < STREAMS; i++) {
            byte[] input = damaged(new RandomStream(random).text().getBytes(UTF_8));
            List<StreamItem> items = Streams.inPieces(Streams.reader(), input, () -> 1 + random.nextInt(200));
            check(input, items);
        }
        // the damage neither spares everything nor destroys everything
        assertThat(frames).isGreaterThan(STREAMS / 2);
        assertThat(broken).isGreaterThan(STREAMS / 4);
    }

    private void check(byte[] input, List<StreamItem> items) {
        int at = 0;
        for (StreamItem item : items) {
            switch (item) {
                case StreamItem.Arrived(Frame frame) -> {
                    frames++;
                    at = assertPieceOf(input, at, frame);
                    assertMeansTheSame(input, frame);
                }
                case StreamItem.Broken _ -> {
                    broken++;
                    assertThat(item).isSameAs(items.get(items.size() - 1));
                }
                case StreamItem.Ended _ -> assertThat(item).isSameAs(items.get(items.size() - 1));
                case StreamItem.Opened _ -> assertThat(item).isSameAs(items.get(0));
                case StreamItem.KeepAlive _ -> {
                    // white space
                }
            }
        }
    }

    /// @return where the input goes on after the frame
    private static int assertPieceOf(byte[] input, int from, Frame frame) {
        byte[] xml = frame.xml();
        int at = indexOf(input, xml, from);
        if (at >= 0) {
            return at + xml.length;
        }
        // without the declarations that were added after the name
        String text = new String(xml, UTF_8);
        String name = text.substring(0, endOfName(text));
        String rest = text.substring(name.length());
        while (rest.startsWith(" xmlns:")) {
            rest = rest.substring(rest.indexOf('\'', rest.indexOf('\'') + 1) + 1);
            byte[] piece = (name + rest).getBytes(UTF_8);
            at = indexOf(input, piece, from);
            if (at >= 0) {
                return at + piece.length;
            }
        }
        throw new AssertionError("the frame " + text + " is no piece of " + new String(input, UTF_8));
    }

    private static int endOfName(String text) {
        int end = 1;
        while (" \t\r\n/>".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private static int indexOf(byte[] input, byte[] piece, int from) {
        for (int at = from; at <= input.length - piece.length; at++) {
            if (Arrays.equals(input, at, at + piece.length, piece, 0, piece.length)) {
                return at;
            }
        }
        return -1;
    }

    private void assertMeansTheSame(byte[] input, Frame frame) {
        Element element;
        try {
            Element root = parse(frame.xml());
            assertThat(root.getChildNodes().getLength()).isEqualTo(1);
            element = (Element) root.getFirstChild();
        } catch (SAXException | IOException e) {
            throw new AssertionError(
                    "refused: " + new String(frame.xml(), UTF_8) + " of " + new String(input, UTF_8), e);
        }
        assertThat(element.getLocalName()).isEqualTo(frame.name());
        assertThat(normalized(frame.namespace())).isEqualTo(namespace(element));
        assertThat(normalized(frame.tree()))
                .as(() -> new String(frame.xml(), UTF_8))
                .isEqualTo(tree(element));
        assertThat(frame.attributes()).isEqualTo(frame.tree().attributes());
    }

    /// What the JDK's parser understood, in our form.
    private static XmlElement tree(Element element) {
        StringBuilder text = new StringBuilder();
        List<XmlElement> children = new ArrayList<>();
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child) {
                children.add(tree(child));
            } else {
                text.append(node.getNodeValue());
            }
        }
        var attributes = new java.util.HashMap<String, String>();
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            Attr attribute = (Attr) element.getAttributes().item(i);
            boolean plain =
                    attribute.getNamespaceURI() == null || attribute.getName().equals("xml:lang");
            if (plain) {
                attributes.put(attribute.getName(), attribute.getValue());
            }
        }
        return new XmlElement(namespace(element), element.getLocalName(), attributes, children, text.toString());
    }

    private static String namespace(Element element) {
        return element.getNamespaceURI() == null ? "" : normalized(element.getNamespaceURI());
    }

    /// Aalto leaves a line break or tab in a namespace's name as it is (XML 1.0 §3.3.3 makes it a space); no namespace
    /// that means anything to anybody has one.
    private static String normalized(String namespace) {
        return namespace.replaceAll("[\t\n\r]", " ");
    }

    private static XmlElement normalized(XmlElement tree) {
        return new XmlElement(
                normalized(tree.namespace()),
                tree.name(),
                tree.attributes(),
                tree.children().stream().map(FrameSafetyTest::normalized).toList(),
                tree.text());
    }

    private Element parse(byte[] xml) throws SAXException, IOException {
        ByteArrayOutputStream document = new ByteArrayOutputStream();
        document.writeBytes(ROOT);
        document.writeBytes(xml);
        document.writeBytes(END);
        return jdk.parse(new ByteArrayInputStream(document.toByteArray())).getDocumentElement();
    }

    private static DocumentBuilder jdkParser() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setCoalescing(true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler());
            return builder;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("every JDK has a namespace-aware parser", e);
        }
    }

    private byte[] damaged(byte[] stream) {
        byte[] result = stream;
        int times = random.nextInt(4);
        for (int i = 0; i < times; i++) {
            result = Damage.once(result, random);
        }
        return result;
    }
}
