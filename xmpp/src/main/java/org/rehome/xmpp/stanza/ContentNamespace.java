package org.rehome.xmpp.stanza;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.rehome.xmpp.stream.Namespaces;

/// Makes a stanza fit the stream that it leaves by (RFC 6120 §4.8.3). A stanza whose start tag declares no default
/// namespace takes the stream's as it is; one that declares a content namespace gets the stream's instead. Nothing
/// inside other namespaces is touched, and no other byte changes.
public final class ContentNamespace {

    private ContentNamespace() {}

    /// @param xml a stanza that was read from a stream
    /// @param namespace the content namespace of the stream that it leaves by
    public static byte[] rescope(byte[] xml, String namespace) {
        int at = 1;
        while (at < xml.length && xml[at] != '>') {
            if (isDefaultDeclaration(xml, at)) {
                return replaced(xml, at, namespace);
            }
            at = xml[at] == '\'' || xml[at] == '"' ? quoteEnd(xml, at) + 1 : at + 1;
        }
        return xml;
    }

    private static boolean isDefaultDeclaration(byte[] xml, int at) {
        byte before = xml[at - 1];
        if (xml[at] != 'x' || !(before == ' ' || before == '\n' || before == '\t' || before == '\r')) {
            return false;
        }
        byte[] name = {'x', 'm', 'l', 'n', 's'};
        int end = at + name.length;
        return end < xml.length
                && Arrays.equals(xml, at, end, name, 0, name.length)
                && (xml[end] == '=' || xml[end] == ' ');
    }

    private static byte[] replaced(byte[] xml, int at, String namespace) {
        int quote = at;
        while (xml[quote] != '\'' && xml[quote] != '"') {
            quote++;
        }
        int end = quoteEnd(xml, quote);
        String declared = new String(xml, quote + 1, end - quote - 1, StandardCharsets.UTF_8);
        if (!Namespaces.isContent(declared) || declared.equals(namespace)) {
            return xml;
        }
        byte[] other = namespace.getBytes(StandardCharsets.UTF_8);
        byte[] result = new byte[xml.length - (end - quote - 1) + other.length];
        System.arraycopy(xml, 0, result, 0, quote + 1);
        System.arraycopy(other, 0, result, quote + 1, other.length);
        System.arraycopy(xml, end, result, quote + 1 + other.length, xml.length - end);
        return result;
    }

    private static int quoteEnd(byte[] xml, int quote) {
        int end = quote + 1;
        while (xml[end] != xml[quote]) {
            end++;
        }
        return end;
    }
}
