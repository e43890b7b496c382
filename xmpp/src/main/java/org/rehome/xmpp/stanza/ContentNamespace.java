package org.rehome.xmpp.stanza;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.rehome.xmpp.stream.Namespaces;

/// Makes a stanza fit the stream that it leaves by (RFC 6120 §4.8.3). An element that declares no default namespace
/// takes the stream's as it is; the stanza, and children in its namespace, that declare a content namespace get the
/// stream's instead. Nothing inside other namespaces is touched (a forwarded stanza keeps its own), and no other byte
/// changes.
public final class ContentNamespace {

    private ContentNamespace() {}

    /// @param xml a stanza that was read from a stream
    /// @param namespace the content namespace of the stream that it leaves by
    /// @return the same array when nothing is to change
    /// @throws IllegalArgumentException when it is not a whole element
    public static byte[] rescope(byte[] xml, String namespace) {
        Tags tags = new Tags(xml);
        Rewriting result = new Rewriting(xml, namespace);
        int depth = 0;
        // the depth of the outermost open element of another namespace; 0: there is none
        int foreign = 0;
        do {
            Tags.Tag tag = tags.next();
            if (tag.opens()) {
                depth++;
                if (foreign == 0 && !result.keepsContent(tag)) {
                    foreign = depth;
                }
            }
            if (tag.closes()) {
                foreign = foreign == depth ? 0 : foreign;
                depth--;
            }
        } while (depth > 0);
        return result.bytes();
    }

    /// The stanza with some declarations replaced.
    private static final class Rewriting {
        private final byte[] xml;
        private final String namespace;
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private int copied;

        Rewriting(byte[] xml, String namespace) {
            this.xml = xml;
            this.namespace = namespace;
        }

        /// Whether the element is one of a content namespace; if it says so itself, it says the stream's from now on.
        boolean keepsContent(Tags.Tag tag) {
            if (tag.prefixed()) {
                return false;
            }
            Tags.Value declared = tag.defaultNamespace();
            if (declared == null) {
                return true;
            }
            String value = declared.meaning(xml);
            if (!Namespaces.isContent(value)) {
                return false;
            }
            if (!value.equals(namespace)) {
                out.write(xml, copied, declared.start() - copied);
                out.writeBytes(namespace.getBytes(StandardCharsets.UTF_8));
                copied = declared.end();
            }
            return true;
        }

        byte[] bytes() {
            if (copied == 0) {
                return xml;
            }
            out.write(xml, copied, xml.length - copied);
            return out.toByteArray();
        }
    }
}
