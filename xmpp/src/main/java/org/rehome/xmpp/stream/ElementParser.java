package org.rehome.xmpp.stream;

import com.fasterxml.aalto.AsyncByteArrayFeeder;
import com.fasterxml.aalto.AsyncXMLStreamReader;
import com.fasterxml.aalto.UncheckedStreamException;
import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/// Checks whole headers and first-level elements with Aalto, in the context of their stream.
final class ElementParser {
    /// A parser keeps every name that it has seen; after so many bytes a new one begins, so that a peer that invents
    /// names cannot fill the memory.
    private static final int BYTES_PER_PARSER = 4 * 1024 * 1024;

    private static final String STREAM_ROOT = "stream";

    private final byte[] headerXml;
    private final String contentNamespace;
    private final Map<String, String> rootPrefixes;
    private AsyncXMLStreamReader<AsyncByteArrayFeeder> reader;
    private int parsedBytes;

    /// What a header turned out to be.
    sealed interface Header {
        record Good(ElementParser parser, StreamHeader header) implements Header {}

        record Bad(StreamItem.Broken broken) implements Header {}
    }

    private ElementParser(
            byte[] headerXml,
            String contentNamespace,
            Map<String, String> rootPrefixes,
            AsyncXMLStreamReader<AsyncByteArrayFeeder> reader) {
        this.headerXml = headerXml;
        this.contentNamespace = contentNamespace;
        this.rootPrefixes = rootPrefixes;
        this.reader = reader;
    }

    static Header header(byte[] xml, String contentNamespace) {
        if (!isUtf8(xml)) {
            return bad(StreamErrorCondition.UNSUPPORTED_ENCODING, "not UTF-8");
        }
        AsyncXMLStreamReader<AsyncByteArrayFeeder> reader = new InputFactoryImpl().createAsyncForByteArray();
        try {
            reader.getInputFeeder().feedInput(xml, 0, xml.length);
            int event = reader.next();
            if (event == XMLStreamConstants.START_DOCUMENT) {
                String encoding = reader.getCharacterEncodingScheme();
                if (encoding != null && !encoding.equalsIgnoreCase("UTF-8")) {
                    return bad(StreamErrorCondition.UNSUPPORTED_ENCODING, encoding);
                }
                event = reader.next();
            }
            if (event != XMLStreamConstants.START_ELEMENT) {
                return bad(StreamErrorCondition.RESTRICTED_XML, "something before the stream header");
            }
            return header(xml, contentNamespace, reader);
        } catch (XMLStreamException | UncheckedStreamException e) {
            boolean encoding = String.valueOf(e.getMessage()).contains("encoding");
            return bad(
                    encoding ? StreamErrorCondition.UNSUPPORTED_ENCODING : StreamErrorCondition.NOT_WELL_FORMED,
                    reason(e));
        }
    }

    private static Header header(byte[] xml, String contentNamespace, AsyncXMLStreamReader<AsyncByteArrayFeeder> reader)
            throws XMLStreamException {
        Map<String, String> prefixes = new HashMap<>();
        for (int i = 0; i < reader.getNamespaceCount(); i++) {
            String prefix = reader.getNamespacePrefix(i);
            prefixes.put(prefix == null ? "" : prefix, reader.getNamespaceURI(i));
        }
        String content = prefixes.getOrDefault("", "");
        if (!Namespaces.STREAM.equals(reader.getNamespaceURI()) || !content.equals(contentNamespace)) {
            return bad(
                    StreamErrorCondition.INVALID_NAMESPACE,
                    "stream namespace " + reader.getNamespaceURI() + ", content namespace " + content);
        }
        if (!reader.getLocalName().equals(STREAM_ROOT)) {
            return bad(StreamErrorCondition.BAD_FORMAT, "the root is " + reader.getLocalName() + ", not stream");
        }
        Map<String, String> attributes = StartTag.attributes(reader);
        StreamHeader header = new StreamHeader(
                content,
                attributes.get("from"),
                attributes.get("to"),
                attributes.get("id"),
                attributes.get("version"),
                attributes.get("xml:lang"),
                prefixes.containsValue(Namespaces.DIALBACK));
        if (reader.next() != AsyncXMLStreamReader.EVENT_INCOMPLETE) {
            return bad(StreamErrorCondition.BAD_FORMAT, "something inside the header");
        }
        return new Header.Good(new ElementParser(xml, contentNamespace, Map.copyOf(prefixes), reader), header);
    }

    private static Header bad(StreamErrorCondition condition, String detail) {
        return new Header.Bad(new StreamItem.Broken(condition, detail));
    }

    /// Checks an element and takes what is needed of its start tag.
    StreamItem element(byte[] xml) {
        if (!isUtf8(xml)) {
            return new StreamItem.Broken(StreamErrorCondition.UNSUPPORTED_ENCODING, "not UTF-8");
        }
        try {
            renew(xml.length);
            reader.getInputFeeder().feedInput(xml, 0, xml.length);
            return read(xml);
        } catch (XMLStreamException | UncheckedStreamException e) {
            return new StreamItem.Broken(StreamErrorCondition.NOT_WELL_FORMED, reason(e));
        }
    }

    private void renew(int bytes) throws XMLStreamException {
        parsedBytes += bytes;
        if (parsedBytes < BYTES_PER_PARSER) {
            return;
        }
        parsedBytes = bytes;
        reader = new InputFactoryImpl().createAsyncForByteArray();
        reader.getInputFeeder().feedInput(headerXml, 0, headerXml.length);
        while (reader.next() != AsyncXMLStreamReader.EVENT_INCOMPLETE) {
            // the header was checked when it came
        }
    }

    private StreamItem read(byte[] xml) throws XMLStreamException {
        PrefixUse prefixes = new PrefixUse();
        Start start = null;
        while (true) {
            int event = reader.next();
            switch (event) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if (start == null) {
                        start = Start.of(reader);
                    }
                    prefixes.enter(reader);
                }
                case XMLStreamConstants.END_ELEMENT -> prefixes.leave();
                // asking for the text is what makes Aalto check it
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                    reader.getText();
                case XMLStreamConstants.ENTITY_REFERENCE -> {
                    return new StreamItem.Broken(StreamErrorCondition.RESTRICTED_XML, "entity reference");
                }
                case AsyncXMLStreamReader.EVENT_INCOMPLETE -> {
                    if (start == null || !prefixes.complete()) {
                        return new StreamItem.Broken(StreamErrorCondition.NOT_WELL_FORMED, "tags do not match");
                    }
                    return new StreamItem.Arrived(start.frame(redeclare(xml, prefixes.foreign), contentNamespace));
                }
                default -> {
                    return new StreamItem.Broken(StreamErrorCondition.RESTRICTED_XML, "markup of kind " + event);
                }
            }
        }
    }

    private record Start(String namespace, String name, Map<String, String> attributes) {
        static Start of(AsyncXMLStreamReader<AsyncByteArrayFeeder> reader) {
            String namespace = reader.getNamespaceURI();
            return new Start(namespace == null ? "" : namespace, reader.getLocalName(), StartTag.attributes(reader));
        }

        Frame frame(byte[] xml, String contentNamespace) {
            return new Frame(namespace, name, attributes, xml, contentNamespace);
        }
    }

    /// Which prefixes an element uses that only the stream root declares.
    private static final class PrefixUse {
        private final Deque<Set<String>> declared = new ArrayDeque<>();
        private final Set<String> foreign = new HashSet<>();

        void enter(AsyncXMLStreamReader<AsyncByteArrayFeeder> reader) {
            Set<String> here = Set.of();
            if (reader.getNamespaceCount() > 0) {
                here = new HashSet<>();
                for (int i = 0; i < reader.getNamespaceCount(); i++) {
                    String prefix = reader.getNamespacePrefix(i);
                    here.add(prefix == null ? "" : prefix);
                }
            }
            declared.push(here);
            use(reader.getPrefix());
            for (int i = 0; i < reader.getAttributeCount(); i++) {
                use(reader.getAttributePrefix(i));
            }
        }

        void leave() {
            declared.pop();
        }

        boolean complete() {
            return declared.isEmpty();
        }

        private void use(@Nullable String prefix) {
            if (prefix == null || prefix.isEmpty() || prefix.equals("xml")) {
                return;
            }
            for (Set<String> each : declared) {
                if (each.contains(prefix)) {
                    return;
                }
            }
            foreign.add(prefix);
        }
    }

    private byte[] redeclare(byte[] xml, Set<String> prefixes) {
        if (prefixes.isEmpty()) {
            return xml;
        }
        int name = 1;
        while (!isNameEnd(xml[name])) {
            name++;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(xml.length + 64);
        out.write(xml, 0, name);
        for (String prefix : prefixes) {
            String namespace = rootPrefixes.getOrDefault(prefix, "");
            out.writeBytes(
                    (" xmlns:" + prefix + "='" + XmlText.escape(namespace) + "'").getBytes(StandardCharsets.UTF_8));
        }
        out.write(xml, name, xml.length - name);
        return out.toByteArray();
    }

    private static boolean isNameEnd(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r' || b == '/' || b == '>';
    }

    /// True for UTF-8 (RFC 3629) without the noncharacters that XML 1.0 §2.2 leaves out.
    private static boolean isUtf8(byte[] bytes) {
        boolean ascii = true;
        for (byte b : bytes) {
            if (b < 0) {
                ascii = false;
                break;
            }
        }
        if (ascii) {
            return true;
        }
        try {
            CharSequence text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes));
            return text.chars().noneMatch(c -> c == 0xFFFE || c == 0xFFFF);
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static String reason(Exception e) {
        String message = e.getMessage();
        return message == null ? "not well-formed" : message.lines().findFirst().orElse("not well-formed");
    }
}
