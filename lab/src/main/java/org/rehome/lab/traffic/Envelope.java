package org.rehome.lab.traffic;

import java.util.Optional;
import org.rehome.lab.ledger.Token;
import org.rehome.lab.server.LabServer;
import org.rehome.lab.stanza.Stanza;
import org.rehome.lab.stanza.StanzaKind;
import org.rehome.lab.xml.Element;
import org.rehome.lab.xml.Namespaces;

/// Puts tokens into stanzas and finds them again: in the `id`, which errors keep (RFC 6120 §8.3.1), and in the content,
/// to see that the content arrives as it was sent.
final class Envelope {
    private static final String NAMESPACE = "urn:rehome:lab";
    // What XML must escape, what UTF-8 writes in two, three and four octets, and what looks like markup.
    private static final String PADDING = " <&>\"' ]]> äß€😀 </body> &amp; ";

    private final int bodyLength;

    /// @param bodyLength least number of characters of a message's body
    Envelope(int bodyLength) {
        this.bodyLength = bodyLength;
    }

    Stanza stanza(Token token, StanzaKind kind) {
        String to = token.pair().recipient();
        String id = token.toString();
        return switch (kind) {
            case MESSAGE -> Stanza.message(to, id, content(token));
            case PRESENCE -> {
                Element presence = Stanza.presence(to, id, "").element();
                Element status = Element.of(Namespaces.CONTENT, "status").text(content(token));
                yield new Stanza(presence.add(status));
            }
            case IQ -> Stanza.get(to + "/" + LabServer.RESOURCE, id, ping(token));
        };
    }

    private Element ping(Token token) {
        return Element.of(Namespaces.PING, "ping")
                .add(Element.of(NAMESPACE, "token").text(content(token)));
    }

    private String content(Token token) {
        StringBuilder content = new StringBuilder(token.toString());
        while (content.length() < bodyLength) {
            content.append(PADDING);
        }
        return content.toString();
    }

    /// The token in a stanza's id.
    static Optional<Token> token(Stanza stanza) {
        return Token.parse(stanza.id());
    }

    /// Whether the content is what was sent with the token.
    boolean intact(Stanza stanza, Token token) {
        Optional<Element> holder =
                switch (stanza.kind()) {
                    case MESSAGE -> stanza.element().child(Namespaces.CONTENT, "body");
                    case PRESENCE -> stanza.element().child(Namespaces.CONTENT, "status");
                    case IQ ->
                        stanza.element().child(Namespaces.PING, "ping").flatMap(ping -> ping.child(NAMESPACE, "token"));
                };
        return holder.map(Element::text).filter(content(token)::equals).isPresent();
    }
}
