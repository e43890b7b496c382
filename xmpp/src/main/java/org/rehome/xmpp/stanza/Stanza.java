package org.rehome.xmpp.stanza;

import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.InvalidAddress;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.stanza.StanzaKind;
import org.rehome.xmpp.stream.Frame;
import org.rehome.xmpp.stream.StreamErrorCondition;
import org.rehome.xmpp.stream.XmlText;

/// A stanza as far as its start tag tells (RFC 6120 §8.1).
///
/// @param name message, presence or iq
/// @param id null when there is none
/// @param type null when there is none
public record Stanza(
        String name,
        Jid from,
        Jid to,
        @Nullable String id,
        @Nullable String type,
        StanzaKind kind,
        Frame frame) {

    /// What an element on an authenticated stream turned out to be.
    public sealed interface Reading {
        record Read(Stanza stanza) implements Reading {}

        /// The stream must be closed (RFC 6120 §8.1.1.2, §8.1.2.2, §4.9.3.24).
        record StreamFault(StreamErrorCondition condition, String detail) implements Reading {}

        /// The stanza goes back to its sender as an error (RFC 6120 §8.2.3).
        record StanzaFault(Stanza stanza, StanzaErrorCondition condition, String detail) implements Reading {}
    }

    /// Reads the start tag of a first-level element: a message, presence or iq of the stream's content namespace, with
    /// both addresses.
    public static Reading read(Frame frame) {
        if (!frame.namespace().equals(frame.contentNamespace())) {
            return new Reading.StreamFault(
                    StreamErrorCondition.UNSUPPORTED_STANZA_TYPE, "element in " + XmlText.escape(frame.namespace()));
        }
        if (!frame.prefix().isEmpty()) {
            return new Reading.StreamFault(
                    StreamErrorCondition.BAD_NAMESPACE_PREFIX, "a stanza with the prefix " + frame.prefix());
        }
        String type = frame.attribute("type").orElse(null);
        return switch (frame.name()) {
            case "message" ->
                addressed(frame, type, "error".equals(type) ? StanzaKind.MESSAGE_ERROR : StanzaKind.MESSAGE);
            case "presence" -> addressed(frame, type, presence(type));
            case "iq" -> iq(frame, type);
            default -> new Reading.StreamFault(StreamErrorCondition.UNSUPPORTED_STANZA_TYPE, frame.name());
        };
    }

    private static StanzaKind presence(@Nullable String type) {
        if (type == null) {
            return StanzaKind.PRESENCE;
        }
        return switch (type) {
            case "probe" -> StanzaKind.PRESENCE_PROBE;
            case "subscribe", "subscribed", "unsubscribe", "unsubscribed" -> StanzaKind.PRESENCE_SUBSCRIPTION;
            case "error" -> StanzaKind.PRESENCE_ERROR;
            default -> StanzaKind.PRESENCE;
        };
    }

    private static Reading iq(Frame frame, @Nullable String type) {
        StanzaKind kind =
                switch (type == null ? "" : type) {
                    case "result" -> StanzaKind.IQ_RESULT;
                    case "error" -> StanzaKind.IQ_ERROR;
                    default -> StanzaKind.IQ_REQUEST;
                };
        Reading reading = addressed(frame, type, kind);
        boolean known = type != null
                && switch (type) {
                    case "get", "set", "result", "error" -> true;
                    default -> false;
                };
        if (reading instanceof Reading.Read(Stanza stanza) && (!known || stanza.id() == null)) {
            String detail = known ? "an iq has an id" : "an iq is a get, set, result or error";
            return new Reading.StanzaFault(stanza, StanzaErrorCondition.BAD_REQUEST, detail);
        }
        return reading;
    }

    private static Reading addressed(Frame frame, @Nullable String type, StanzaKind kind) {
        try {
            String from = frame.attribute("from").orElse("");
            String to = frame.attribute("to").orElse("");
            if (from.isEmpty() || to.isEmpty()) {
                return new Reading.StreamFault(
                        StreamErrorCondition.IMPROPER_ADDRESSING, (from.isEmpty() ? "from" : "to") + " is missing");
            }
            String id = frame.attribute("id").orElse(null);
            return new Reading.Read(new Stanza(frame.name(), Jid.parse(from), Jid.parse(to), id, type, kind, frame));
        } catch (InvalidAddress e) {
            return new Reading.StreamFault(StreamErrorCondition.IMPROPER_ADDRESSING, String.valueOf(e.getMessage()));
        }
    }
}
