package org.rehome.edge.negotiation;

import org.rehome.edge.acknowledgement.StanzaCount;
import org.rehome.xmpp.stanza.StanzaErrorCondition;
import org.rehome.xmpp.stream.Namespaces;

/// The elements of stream management (XEP-0198). Streams are acknowledged, and never resumed: what a lost stream leaves
/// in doubt, lanes send again.
public final class StreamManagement {
    /// Asks how much was handled.
    public static final String REQUEST = "<r xmlns='" + Namespaces.STREAM_MANAGEMENT + "'/>";

    static final String ENABLE = "<enable xmlns='" + Namespaces.STREAM_MANAGEMENT + "'/>";

    /// Without `id` and `resume`: there is nothing to resume.
    static final String ENABLED = "<enabled xmlns='" + Namespaces.STREAM_MANAGEMENT + "'/>";

    private StreamManagement() {}

    static String failed(StanzaErrorCondition condition) {
        return "<failed xmlns='" + Namespaces.STREAM_MANAGEMENT + "'><" + condition.wire() + " xmlns='"
                + Namespaces.STANZA_ERRORS + "'/></failed>";
    }

    /// Says that so many stanzas were handled.
    public static String answer(long count) {
        return "<a xmlns='" + Namespaces.STREAM_MANAGEMENT + "' h='" + StanzaCount.wrapped(count) + "'/>";
    }

    /// The application condition for an acknowledgement of more than was sent (XEP-0198 §6).
    static String countTooHigh(long h, long sent) {
        return "<handled-count-too-high xmlns='" + Namespaces.STREAM_MANAGEMENT + "' h='" + h + "' send-count='"
                + StanzaCount.wrapped(sent) + "'/>";
    }
}
