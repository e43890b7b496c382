package org.rehome.xmpp.stanza;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.xmpp.stream.XmlText;

/// Says in a stanza when it was sent in truth (XEP-0203).
public final class DelayedDelivery {
    private static final String NAMESPACE = "urn:xmpp:delay";

    private DelayedDelivery() {}

    /// The stanza with the time at which it was read, as its last child. An IQ has one payload and no place for it, and
    /// what says already that it is late is left as it is.
    ///
    /// @param by who has delayed it
    public static byte[] stamp(LaneStanza stanza, Domain by) {
        byte[] xml = stanza.xml();
        if (stanza.kind().isIq() || new String(xml, StandardCharsets.UTF_8).contains(NAMESPACE)) {
            return xml;
        }
        byte[] delay = "<delay xmlns='%s' from='%s' stamp='%s'/>"
                .formatted(
                        NAMESPACE,
                        XmlText.escape(by.name()),
                        stanza.receivedAt().truncatedTo(ChronoUnit.MILLIS))
                .getBytes(StandardCharsets.UTF_8);
        int end = lastTag(xml);
        ByteArrayOutputStream stamped = new ByteArrayOutputStream(xml.length + delay.length + 16);
        if (xml[end + 1] == '/') {
            stamped.write(xml, 0, end);
            stamped.writeBytes(delay);
            stamped.write(xml, end, xml.length - end);
        } else {
            open(xml, stamped);
            stamped.writeBytes(delay);
            stamped.writeBytes(("</" + name(xml) + ">").getBytes(StandardCharsets.UTF_8));
        }
        return stamped.toByteArray();
    }

    /// An element without content, as a start tag.
    private static void open(byte[] xml, ByteArrayOutputStream to) {
        int slash = xml.length - 1;
        while (xml[slash] != '/') {
            slash--;
        }
        to.write(xml, 0, slash);
        to.write('>');
    }

    /// Where the last tag begins: a `<` stands for nothing else (RFC 6120 §11.1).
    private static int lastTag(byte[] xml) {
        int at = xml.length - 1;
        while (xml[at] != '<') {
            at--;
        }
        return at;
    }

    private static String name(byte[] xml) {
        int end = 1;
        while ("/> \t\r\n".indexOf(xml[end]) < 0) {
            end++;
        }
        return new String(xml, 1, end - 1, StandardCharsets.UTF_8);
    }
}
