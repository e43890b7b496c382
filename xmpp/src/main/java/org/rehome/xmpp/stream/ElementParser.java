package org.rehome.xmpp.stream;

import com.fasterxml.aalto.AsyncByteArrayFeeder;
import com.fasterxml.aalto.AsyncXMLStreamReader;
import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/// Checks whole first-level elements with Aalto, in the context of their stream.
final class ElementParser {
    /// Aalto keeps every name that it has seen, in a table whose hash is easily made to collide: with many names it
    /// takes memory, and time in the square of their number. So a new parser begins after so many, and no element
    /// may have more.
    private static final int MAX_NAMES = 1_000;

    /// A language tag of ordinary length (RFC 5646 §4.4.1): it is written onto every stanza.
    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z0-9-]{1,35}");

    private final byte[] headerXml;
    private final String rootName;
    private final String contentNamespace;
    private final Map<String, String> rootPrefixes;
    private final @Nullable String language;
    private AsyncXMLStreamReader<AsyncByteArrayFeeder> reader;
    private final Set<String> names = new HashSet<>();

    /// @param language what the header says; null when it says none
    /// @param reader has read the header
    ElementParser(
            byte[] headerXml,
            String rootName,
            String contentNamespace,
            Map<String, String> rootPrefixes,
            @Nullable String language,
            AsyncXMLStreamReader<AsyncByteArrayFeeder> reader) {
        this.headerXml = headerXml;
        this.rootName = rootName;
        this.contentNamespace = contentNamespace;
        this.rootPrefixes = rootPrefixes;
        this.language = language != null && LANGUAGE.matcher(language).matches() ? language : null;
        this.reader = reader;
    }

    /// The name of the stream root as it was written, with its prefix.
    String rootName() {
        return rootName;
    }

    /// Checks an element and takes what is needed of its start tag.
    StreamItem element(byte[] xml) {
        if (!Characters.areXml(xml)) {
            return new StreamItem.Broken(StreamErrorCondition.UNSUPPORTED_ENCODING, "not UTF-8");
        }
        try {
            StreamItem item = read(xml);
            if (names.size() > MAX_NAMES / 2) {
                renew();
            }
            return item;
        } catch (XMLStreamException | RuntimeException e) {
            // Aalto meets some malformed input with unchecked exceptions
            return broken(e);
        }
    }

    private void renew() throws XMLStreamException {
        names.clear();
        reader = new InputFactoryImpl().createAsyncForByteArray();
        reader.getInputFeeder().feedInput(headerXml, 0, headerXml.length);
        while (reader.next() != AsyncXMLStreamReader.EVENT_INCOMPLETE) {
            // the header was checked when it came
        }
    }

    private StreamItem read(byte[] xml) throws XMLStreamException {
        reader.getInputFeeder().feedInput(xml, 0, xml.length);
        PrefixUse prefixes = new PrefixUse();
        Start start = null;
        while (true) {
            int event = reader.next();
            switch (event) {
                case XMLStreamConstants.START_ELEMENT -> {
                    StreamItem.Broken broken = check();
                    if (broken != null) {
                        return broken;
                    }
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
                    return new StreamItem.Arrived(
                            start.frame(complete(xml, start, prefixes.ofTheRoot()), contentNamespace));
                }
                default -> {
                    return new StreamItem.Broken(StreamErrorCondition.RESTRICTED_XML, "markup of kind " + event);
                }
            }
        }
    }

    private StreamItem.@Nullable Broken check() {
        String fault = StartTag.fault(reader);
        if (fault != null) {
            return new StreamItem.Broken(StreamErrorCondition.NOT_WELL_FORMED, fault);
        }
        remember(reader.getPrefix(), reader.getLocalName());
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            remember(reader.getAttributePrefix(i), reader.getAttributeLocalName(i));
        }
        for (int i = 0; i < reader.getNamespaceCount(); i++) {
            remember("xmlns", StartTag.prefix(reader, i));
        }
        return names.size() <= MAX_NAMES
                ? null
                : new StreamItem.Broken(StreamErrorCondition.POLICY_VIOLATION, "more than " + MAX_NAMES + " names");
    }

    private void remember(@Nullable String prefix, String name) {
        names.add(prefix == null || prefix.isEmpty() ? name : prefix + ":" + name);
    }

    private record Start(String namespace, String prefix, String name, Map<String, String> attributes) {
        static Start of(AsyncXMLStreamReader<AsyncByteArrayFeeder> reader) {
            String namespace = reader.getNamespaceURI();
            String prefix = reader.getPrefix();
            return new Start(
                    namespace == null ? "" : namespace,
                    prefix == null ? "" : prefix,
                    reader.getLocalName(),
                    StartTag.attributes(reader));
        }

        Frame frame(byte[] xml, String contentNamespace) {
            return new Frame(namespace, prefix, name, attributes, xml, contentNamespace);
        }
    }

    /// What the stream root says of the element, and the element does not, is written onto it: without the root it
    /// would be lost (RFC 6120 §4.8.5, §4.7.4).
    private byte[] complete(byte[] xml, Start start, Set<String> prefixes) {
        String languageOfTheRoot = speaks(start) ? language : null;
        if (prefixes.isEmpty() && languageOfTheRoot == null) {
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
        if (languageOfTheRoot != null) {
            out.writeBytes((" xml:lang='" + languageOfTheRoot + "'").getBytes(StandardCharsets.UTF_8));
        }
        out.write(xml, name, xml.length - name);
        return out.toByteArray();
    }

    /// Whether the language of the stream is that of the element: a stanza between servers that names none. The stream
    /// of a component has the language of the server, which says nothing of its users.
    private boolean speaks(Start start) {
        return contentNamespace.equals(Namespaces.SERVER)
                && start.namespace().equals(contentNamespace)
                && !start.attributes().containsKey("xml:lang");
    }

    private static boolean isNameEnd(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r' || b == '/' || b == '>';
    }

    /// In an attribute Aalto tells a reference to an unknown entity only by its message.
    static StreamItem.Broken broken(Exception e) {
        String reason = reason(e);
        return new StreamItem.Broken(
                reason.contains("ENTITY_REFERENCE")
                        ? StreamErrorCondition.RESTRICTED_XML
                        : StreamErrorCondition.NOT_WELL_FORMED,
                reason);
    }

    static String reason(Exception e) {
        String message = e.getMessage();
        return message == null ? "not well-formed" : message.lines().findFirst().orElse("not well-formed");
    }
}
