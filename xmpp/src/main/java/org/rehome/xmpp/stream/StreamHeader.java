package org.rehome.xmpp.stream;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A stream header (RFC 6120 §4.7), as read or to be sent. Addresses are the peer's text, not yet checked.
///
/// @param contentNamespace the default namespace
/// @param dialback true when the dialback namespace is declared (XEP-0220 §2)
public record StreamHeader(
        String contentNamespace,
        @Nullable String from,
        @Nullable String to,
        @Nullable String id,
        @Nullable String version,
        @Nullable String lang,
        boolean dialback) {
    private static final Pattern VERSION = Pattern.compile("0*([0-9]{1,9})\\.[0-9]+");

    /// The header of a server-to-server stream, with the dialback namespace declared as XEP-0220 asks.
    public static StreamHeader server(@Nullable String from, @Nullable String to, @Nullable String id) {
        return new StreamHeader(Namespaces.SERVER, from, to, id, "1.0", "en", true);
    }

    /// The header by which a component opens its stream (XEP-0114 §3).
    public static StreamHeader component(String name) {
        return new StreamHeader(Namespaces.COMPONENT, null, name, null, null, null, false);
    }

    /// The major number of the version, leading zeros ignored; 0 when there is no version (RFC 6120 §4.7.5).
    ///
    /// @return empty when it is no version
    public OptionalInt majorVersion() {
        if (version == null) {
            return OptionalInt.of(0);
        }
        Matcher matcher = VERSION.matcher(version.trim());
        return matcher.matches() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    /// The same header without a version: the answer to a peer that sent none (RFC 6120 §4.7.5).
    public StreamHeader withoutVersion() {
        return new StreamHeader(contentNamespace, from, to, id, null, lang, dialback);
    }

    /// The XML declaration and the start tag (RFC 6120 §4.3.3, §11.5).
    public String toXml() {
        StringBuilder xml = new StringBuilder("<?xml version='1.0'?><stream:stream");
        attribute(xml, "xmlns", contentNamespace);
        attribute(xml, "xmlns:stream", Namespaces.STREAM);
        if (dialback) {
            attribute(xml, "xmlns:db", Namespaces.DIALBACK);
        }
        attribute(xml, "from", from);
        attribute(xml, "to", to);
        attribute(xml, "id", id);
        attribute(xml, "version", version);
        attribute(xml, "xml:lang", lang);
        return xml.append('>').toString();
    }

    private static void attribute(StringBuilder xml, String name, @Nullable String value) {
        if (value != null) {
            xml.append(' ')
                    .append(name)
                    .append("='")
                    .append(XmlText.escape(value))
                    .append('\'');
        }
    }
}
