package org.rehome.xmpp.ping;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.SecureRandom;
import java.util.HexFormat;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.stanza.StanzaKind;
import org.rehome.xmpp.stanza.Stanza;
import org.rehome.xmpp.stream.Namespaces;
import org.rehome.xmpp.stream.XmlText;

/// Pings (XEP-0199). Sent after stanza N on a stream, the answer, result or error, shows that N was processed
/// (RFC 6120 §10.1).
public final class Ping {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ping() {}

    /// An id that nobody can guess.
    public static String newId() {
        byte[] bytes = new byte[12];
        RANDOM.nextBytes(bytes);
        return "rehome-" + HexFormat.of().formatHex(bytes);
    }

    public static byte[] request(String id, Jid from, Jid to) {
        return ("<iq type='get' id='" + XmlText.escape(id) + "' from='" + XmlText.escape(from.toString()) + "' to='"
                        + XmlText.escape(to.toString()) + "'><ping xmlns='" + Namespaces.PING + "'/></iq>")
                .getBytes(UTF_8);
    }

    /// True for the answer to the ping with this id from this address: its result or an error.
    public static boolean isAnswer(Stanza stanza, String id, Jid pinged) {
        return (stanza.kind() == StanzaKind.IQ_RESULT || stanza.kind() == StanzaKind.IQ_ERROR)
                && id.equals(stanza.id())
                && stanza.from().equals(pinged);
    }
}
