package org.rehome.xmpp.stream;

import java.util.Locale;
import java.util.Optional;

/// The stream errors of RFC 6120 §4.9.3, each with its meaning there. After any of them the stream is closed.
public enum StreamErrorCondition {
    /// XML that cannot be processed, where no more specific condition fits (§4.9.3.1).
    BAD_FORMAT,
    /// A prefix that is not the one the receiver supports (§4.9.3.2).
    BAD_NAMESPACE_PREFIX,
    /// Another stream of the same pair exists, or this one replaces it (§4.9.3.3).
    CONFLICT,
    /// The peer did not answer checks (§4.9.3.4).
    CONNECTION_TIMEOUT,
    /// The domain in `to` is no longer served (§4.9.3.5).
    HOST_GONE,
    /// The domain in `to` is not served (§4.9.3.6).
    HOST_UNKNOWN,
    /// `to` or `from` is missing or no address (§4.9.3.7).
    IMPROPER_ADDRESSING,
    /// Something went wrong inside (§4.9.3.8).
    INTERNAL_SERVER_ERROR,
    /// `from` is not what was authenticated on this stream (§4.9.3.9).
    INVALID_FROM,
    /// The stream or content namespace is wrong (§4.9.3.10).
    INVALID_NAMESPACE,
    /// XML that does not follow the schema (§4.9.3.11).
    INVALID_XML,
    /// Stanzas before authentication (§4.9.3.12).
    NOT_AUTHORIZED,
    /// XML that is not well-formed (§4.9.3.13).
    NOT_WELL_FORMED,
    /// A local policy was violated (§4.9.3.14).
    POLICY_VIOLATION,
    /// A server that is needed cannot be reached (§4.9.3.15).
    REMOTE_CONNECTION_FAILED,
    /// The stream must be negotiated anew (§4.9.3.16).
    RESET,
    /// There are not enough resources (§4.9.3.17).
    RESOURCE_CONSTRAINT,
    /// Comments, processing instructions, DTDs, entities (§4.9.3.18, §11.1).
    RESTRICTED_XML,
    /// The stream is served elsewhere (§4.9.3.19).
    SEE_OTHER_HOST,
    /// The server is shutting down (§4.9.3.20).
    SYSTEM_SHUTDOWN,
    /// No other condition fits; an application condition says more (§4.9.3.21).
    UNDEFINED_CONDITION,
    /// An encoding other than UTF-8 (§4.9.3.22).
    UNSUPPORTED_ENCODING,
    /// A required feature that is not supported (§4.9.3.23).
    UNSUPPORTED_FEATURE,
    /// A first-level element that is no stanza (§4.9.3.24).
    UNSUPPORTED_STANZA_TYPE,
    /// A major version that is not supported (§4.9.3.25).
    UNSUPPORTED_VERSION;

    /// The element's name, such as `not-well-formed`.
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The condition of that name; empty for an unknown one, which counts as undefined-condition (§4.9.2).
    public static Optional<StreamErrorCondition> ofWire(String wire) {
        if (wire.equals("xml-not-well-formed")) {
            // its name in RFC 3920
            return Optional.of(NOT_WELL_FORMED);
        }
        for (StreamErrorCondition each : values()) {
            if (each.wire().equals(wire)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /// The `<stream:error/>` element (§4.9.2).
    ///
    /// @param text for people; empty for none
    public String toXml(String text) {
        return toXml(text, "");
    }

    /// The `<stream:error/>` element with an application-specific condition (§4.9.4).
    ///
    /// @param text for people; empty for none
    /// @param application the element of that condition; empty for none
    public String toXml(String text, String application) {
        String readable = text.isEmpty()
                ? ""
                : "<text xmlns='" + Namespaces.STREAM_ERRORS + "' xml:lang='en'>" + XmlText.escape(text) + "</text>";
        return "<stream:error><" + wire() + " xmlns='" + Namespaces.STREAM_ERRORS + "'/>" + readable + application
                + "</stream:error>";
    }
}
