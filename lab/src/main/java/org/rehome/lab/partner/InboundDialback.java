package org.rehome.lab.partner;

import java.io.IOException;
import java.util.Set;
import org.rehome.lab.partner.Verification.Outcome;
import org.rehome.lab.socket.XmppSocket;
import org.rehome.lab.stanza.Jid;
import org.rehome.lab.xml.Element;
import org.rehome.lab.xml.Namespaces;
import org.rehome.lab.xml.StreamException;

/// Dialback elements that arrive on a stream which the peer opened (XEP-0220): as receiving server it has keys
/// verified, as authoritative server it says which keys it made.
final class InboundDialback {
    private static final System.Logger LOG = System.getLogger(InboundDialback.class.getName());

    private final PartnerSettings settings;
    private final XmppSocket socket;
    private final Set<DomainPair> authenticated;

    /// @param authenticated the stream's pairs; verified ones are added
    InboundDialback(PartnerSettings settings, XmppSocket socket, Set<DomainPair> authenticated) {
        this.settings = settings;
        this.socket = socket;
        this.authenticated = authenticated;
    }

    /// Handles an element of the dialback namespace.
    ///
    /// @param refusal condition to refuse requests with, empty to admit them (XEP-0220 §2.5)
    void handle(Element element, String streamId, String refusal) throws IOException {
        if (element.attribute("type").isPresent()) {
            // An answer on a stream where nothing was asked (XEP-0220 §3.1).
            LOG.log(System.Logger.Level.INFO, "unsolicited dialback answer stream={0}", socket.peer());
            return;
        }
        if (element.attribute("from").flatMap(Jid::parse).isEmpty()
                || element.attribute("to").flatMap(Jid::parse).isEmpty()) {
            throw new StreamException("improper-addressing", "dialback without from and to");
        }
        switch (element.name()) {
            case "verify" -> authority(element);
            case "result" -> request(element, streamId, refusal);
            default -> throw new StreamException("unsupported-stanza-type", "db:" + element.name());
        }
    }

    /// Stateless, and for everybody: it says only which keys were made here (XEP-0220 §2.2.2).
    private void authority(Element verify) throws IOException {
        String receiving = verify.attribute("from").orElseThrow();
        String originating = verify.attribute("to").orElseThrow();
        String streamId = verify.attribute("id").orElse("");
        Element answer = answer(verify).with("id", streamId);
        if (!settings.owns(originating)) {
            write(error(answer, "item-not-found"));
            return;
        }
        String key = DialbackKey.of(settings.dialbackSecret(), receiving, originating, streamId);
        write(answer.with("type", DialbackKey.matches(verify.text(), key) ? "valid" : "invalid"));
    }

    private void request(Element result, String streamId, String refusal) throws IOException {
        DomainPair pair = new DomainPair(
                result.attribute("to").orElseThrow(), result.attribute("from").orElseThrow());
        if (!settings.owns(pair.local())) {
            write(error(answer(result), "item-not-found"));
        } else if (settings.owns(pair.remote())) {
            write(error(answer(result), "forbidden"));
        } else if (!refusal.isEmpty()) {
            write(error(answer(result), refusal));
        } else {
            // The stream must go on meanwhile: the authority may be asking us, on this very stream.
            String key = result.text().strip();
            Thread.ofVirtual().name("verify " + pair).start(() -> verify(result, pair, streamId, key));
        }
    }

    private void verify(Element result, DomainPair pair, String streamId, String key) {
        try {
            switch (Verification.of(settings, pair, streamId, key)) {
                case Outcome.Valid _ -> {
                    authenticated.add(pair);
                    write(answer(result).with("type", "valid"));
                }
                case Outcome.Invalid _ -> {
                    write(answer(result).with("type", "invalid"));
                    if (authenticated.isEmpty()) {
                        // XEP-0220 §2.2.1: nothing else is verified here, so the stream goes.
                        socket.closeStream();
                    }
                }
                case Outcome.Failed(String condition) -> write(error(answer(result), condition));
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "stream gone before the dialback answer stream={0} error={1}", pair, e);
        }
    }

    private static Element answer(Element asked) {
        return Element.of(Namespaces.DIALBACK, asked.name())
                .with("from", asked.attribute("to").orElseThrow())
                .with("to", asked.attribute("from").orElseThrow());
    }

    private static Element error(Element answer, String condition) {
        Element error = Element.of(Namespaces.CONTENT, "error")
                .with("type", "cancel")
                .add(Element.of(Namespaces.STANZA_ERRORS, condition));
        return answer.with("type", "error").add(error);
    }

    private void write(Element element) throws IOException {
        socket.write(element, Namespaces.SERVER);
    }
}
