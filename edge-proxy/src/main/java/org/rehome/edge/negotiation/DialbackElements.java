package org.rehome.edge.negotiation;

import org.rehome.contracts.address.Domain;
import org.rehome.xmpp.stanza.StanzaErrorCondition;
import org.rehome.xmpp.stream.Namespaces;
import org.rehome.xmpp.stream.XmlText;

/// The elements of dialback (XEP-0220 §2). The prefix `db` is declared on every header that we send; some peers know
/// the elements by it only.
final class DialbackElements {

    private DialbackElements() {}

    static String result(Domain from, Domain to, String key) {
        return "<db:result" + addresses(from.name(), to.name()) + ">" + XmlText.escape(key) + "</db:result>";
    }

    /// @param type valid or invalid
    static String resultAnswer(String from, String to, String type) {
        return "<db:result" + addresses(from, to) + " type='" + type + "'/>";
    }

    static String resultError(String from, String to, StanzaErrorCondition condition) {
        return "<db:result" + addresses(from, to) + " type='error'>" + error(condition) + "</db:result>";
    }

    static String verify(DialbackRequest request) {
        return "<db:verify"
                + addresses(
                        request.pair().local().name(), request.pair().partner().name())
                + " id='" + XmlText.escape(request.streamId()) + "'>" + XmlText.escape(request.key()) + "</db:verify>";
    }

    static String verifyAnswer(String from, String to, String id, String type) {
        return "<db:verify" + addresses(from, to) + " id='" + XmlText.escape(id) + "' type='" + type + "'/>";
    }

    static String verifyError(String from, String to, String id, StanzaErrorCondition condition) {
        return "<db:verify" + addresses(from, to) + " id='" + XmlText.escape(id) + "' type='error'>" + error(condition)
                + "</db:verify>";
    }

    private static String addresses(String from, String to) {
        return " from='" + XmlText.escape(from) + "' to='" + XmlText.escape(to) + "'";
    }

    private static String error(StanzaErrorCondition condition) {
        return "<error type='" + condition.type() + "'><" + condition.wire() + " xmlns='" + Namespaces.STANZA_ERRORS
                + "'/></error>";
    }
}
