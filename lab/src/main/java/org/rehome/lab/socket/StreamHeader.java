package org.rehome.lab.socket;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.rehome.lab.xml.Element;
import org.rehome.lab.xml.Namespaces;
import org.rehome.lab.xml.StreamException;
import org.rehome.lab.xml.XmlEvent;

/// A stream header (RFC 6120 §4.7).
///
/// @param contentNamespace `jabber:server` or `jabber:component:accept`
/// @param id the receiving side's identifier, null from the initiating side
/// @param version `1.0`, or null where the protocol has none (XEP-0114)
public record StreamHeader(
        String contentNamespace,
        @Nullable String from,
        @Nullable String to,
        @Nullable String id,
        @Nullable String version) {

    public StreamHeader {
        requireNonNull(contentNamespace, "contentNamespace");
    }

    /// The header of an initiating server.
    public static StreamHeader initiating(String from, String to) {
        return new StreamHeader(Namespaces.SERVER, from, to, null, "1.0");
    }

    /// Reads a header and checks its namespaces.
    ///
    /// @throws StreamException `invalid-namespace` (RFC 6120 §4.8.1-2)
    public static StreamHeader of(XmlEvent.Opened opened, String contentNamespace) throws StreamException {
        Element root = opened.root();
        if (!root.is(Namespaces.STREAMS, "stream")) {
            throw new StreamException("invalid-namespace", "the root is not a stream");
        }
        if (!opened.contentNamespace().equals(contentNamespace)) {
            throw new StreamException("invalid-namespace", "the content namespace here is " + contentNamespace);
        }
        return new StreamHeader(
                contentNamespace,
                root.attribute("from").orElse(null),
                root.attribute("to").orElse(null),
                root.attribute("id").orElse(null),
                root.attribute("version").orElse(null));
    }

    /// Whether features follow the response header: version 1.0 or later, and not absent, which means 0.9 (RFC 6120
    /// §4.7.5).
    ///
    /// @throws StreamException `unsupported-version` for a major version that we do not speak
    public boolean hasFeatures() throws StreamException {
        if (version == null) {
            return false;
        }
        if (!version.matches("[0-9]{1,4}\\.[0-9]{1,4}")) {
            throw new StreamException("unsupported-version", "version " + version);
        }
        int major = Integer.parseInt(version.substring(0, version.indexOf('.')));
        if (major > 1) {
            throw new StreamException("unsupported-version", "version " + version);
        }
        return major == 1;
    }

    /// The header's text, after an XML declaration (RFC 6120 §11.5). The dialback namespace is declared on every
    /// server's header, because some peers want it there (XEP-0220 §2).
    String toXml() {
        Element root = Element.of(Namespaces.STREAMS, "stream");
        root = from == null ? root : root.with("from", from);
        root = to == null ? root : root.with("to", to);
        root = id == null ? root : root.with("id", id);
        root = version == null ? root : root.with("version", version).with("xml:lang", "en");
        String empty = root.toXml(contentNamespace);
        String dialback = contentNamespace.equals(Namespaces.SERVER) ? " xmlns:db='" + Namespaces.DIALBACK + "'" : "";
        return "<?xml version='1.0'?>"
                + empty.substring(0, empty.length() - "/>".length())
                + (" xmlns='" + contentNamespace + "'")
                + (" xmlns:stream='" + Namespaces.STREAMS + "'")
                + (dialback + ">");
    }
}
