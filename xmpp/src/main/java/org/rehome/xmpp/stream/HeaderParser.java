package org.rehome.xmpp.stream;

import com.fasterxml.aalto.AsyncByteArrayFeeder;
import com.fasterxml.aalto.AsyncXMLStreamReader;
import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.util.HashMap;
import java.util.Map;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;

/// Checks whole stream headers (RFC 6120 §4.7, §4.8).
final class HeaderParser {
    private static final String STREAM_ROOT = "stream";

    /// What a header turned out to be.
    sealed interface Header {
        /// @param parser for the elements of the stream
        record Good(ElementParser parser, StreamHeader header) implements Header {}

        record Bad(StreamItem.Broken broken) implements Header {}
    }

    private final byte[] xml;
    private final String contentNamespace;
    private final AsyncXMLStreamReader<AsyncByteArrayFeeder> reader;

    private HeaderParser(byte[] xml, String contentNamespace) {
        this.xml = xml;
        this.contentNamespace = contentNamespace;
        this.reader = new InputFactoryImpl().createAsyncForByteArray();
    }

    /// @param xml up to the end of the start tag
    /// @param contentNamespace the default namespace that it must declare
    static Header parse(byte[] xml, String contentNamespace) {
        if (!Characters.areXml(xml)) {
            return bad(StreamErrorCondition.UNSUPPORTED_ENCODING, "not UTF-8");
        }
        try {
            return new HeaderParser(xml, contentNamespace).parse();
        } catch (XMLStreamException | RuntimeException e) {
            // Aalto meets some malformed input with unchecked exceptions
            String reason = ElementParser.reason(e);
            return reason.contains("encoding")
                    ? bad(StreamErrorCondition.UNSUPPORTED_ENCODING, reason)
                    : new Header.Bad(ElementParser.broken(e));
        }
    }

    private Header parse() throws XMLStreamException {
        reader.getInputFeeder().feedInput(xml, 0, xml.length);
        int event = reader.next();
        if (event == XMLStreamConstants.START_DOCUMENT) {
            String encoding = reader.getCharacterEncodingScheme();
            if (encoding != null && !encoding.equalsIgnoreCase("UTF-8")) {
                return bad(StreamErrorCondition.UNSUPPORTED_ENCODING, encoding);
            }
            String version = reader.getVersion();
            if (version != null && !version.equals("1.0")) {
                // XML 1.1 allows characters that would break the streams that stanzas leave by
                return bad(StreamErrorCondition.NOT_WELL_FORMED, "XML " + version + ", not 1.0 (RFC 6120 §11.5)");
            }
            event = reader.next();
        }
        return event == XMLStreamConstants.START_ELEMENT
                ? root()
                : bad(StreamErrorCondition.RESTRICTED_XML, "something before the stream header");
    }

    private Header root() throws XMLStreamException {
        String fault = StartTag.fault(reader);
        if (fault != null) {
            return bad(StreamErrorCondition.NOT_WELL_FORMED, fault);
        }
        Map<String, String> prefixes = new HashMap<>();
        for (int i = 0; i < reader.getNamespaceCount(); i++) {
            prefixes.put(StartTag.prefix(reader, i), reader.getNamespaceURI(i));
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
        StreamHeader header = header(StartTag.attributes(reader), prefixes.containsValue(Namespaces.DIALBACK));
        String prefix = reader.getPrefix();
        String name = prefix == null || prefix.isEmpty() ? STREAM_ROOT : prefix + ":" + STREAM_ROOT;
        if (reader.next() != AsyncXMLStreamReader.EVENT_INCOMPLETE) {
            return bad(StreamErrorCondition.BAD_FORMAT, "something inside the header");
        }
        return new Header.Good(
                new ElementParser(xml, name, contentNamespace, Map.copyOf(prefixes), header.lang(), reader), header);
    }

    private StreamHeader header(Map<String, String> attributes, boolean dialback) {
        return new StreamHeader(
                contentNamespace,
                attributes.get("from"),
                attributes.get("to"),
                attributes.get("id"),
                attributes.get("version"),
                attributes.get("xml:lang"),
                dialback);
    }

    private static Header bad(StreamErrorCondition condition, String detail) {
        return new Header.Bad(new StreamItem.Broken(condition, detail));
    }
}
