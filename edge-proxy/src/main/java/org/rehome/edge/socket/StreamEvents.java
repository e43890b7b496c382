package org.rehome.edge.socket;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.edge.delivery.Answer;
import org.rehome.edge.negotiation.Authentication;
import org.rehome.edge.negotiation.HandshakeFailure;

/// Where streams take what happens on them.
public interface StreamEvents {
    /// Puts a stanza on its inbound lane; must not block. Stanzas of one lane keep the order of the calls.
    ///
    /// @param accepted told once, on any thread: null when the stanza is durable, else why it is not
    void publish(LaneStanza stanza, Consumer<@Nullable Exception> accepted);

    /// Tells another edge that its ping was answered; must not block.
    ///
    /// @param accepted told once, on any thread: null when the answer is durable, else why it is not
    void forward(Answer.Elsewhere answer, Consumer<@Nullable Exception> accepted);

    /// A stanza of the partner is durable.
    void accepted(Domain partner);

    /// A partner has shown another certificate than before (RFC 7590 §3.6).
    void certificateChanged(Domain partner);

    void established(boolean inbound, Authentication method);

    /// @param partner whose domain the peer is or says that it is; `none` for others
    void handshakeFailed(boolean inbound, String partner, HandshakeFailure failure);
}
