package org.rehome.contracts.stanza;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// What sort of stanza a stanza is, as far as routing has to know (RFC 6120 §8.2, RFC 6121 §4 and §5).
public enum StanzaKind {
    /// A message of any type but error.
    MESSAGE,
    /// A message of type error.
    MESSAGE_ERROR,
    /// Availability: no type, or unavailable.
    PRESENCE,
    /// A presence probe.
    PRESENCE_PROBE,
    /// subscribe, subscribed, unsubscribe, unsubscribed.
    PRESENCE_SUBSCRIPTION,
    /// A presence of type error.
    PRESENCE_ERROR,
    /// An IQ of type get or set: it must be answered.
    IQ_REQUEST,
    /// An IQ of type result.
    IQ_RESULT,
    /// An IQ of type error.
    IQ_ERROR;

    private static final Map<String, StanzaKind> BY_WIRE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(StanzaKind::wire, kind -> kind));

    private final String wire = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /// Errors and results are never answered with an error (RFC 6120 §8.2.3, §8.3.1).
    public boolean mayBeAnsweredWithError() {
        return switch (this) {
            case MESSAGE, PRESENCE_PROBE, PRESENCE_SUBSCRIPTION, IQ_REQUEST -> true;
            case MESSAGE_ERROR, PRESENCE, PRESENCE_ERROR, IQ_RESULT, IQ_ERROR -> false;
        };
    }

    /// A result, or an error: somebody has asked for it, or has sent what it is about.
    public boolean isAnswer() {
        return switch (this) {
            case MESSAGE_ERROR, PRESENCE_ERROR, IQ_RESULT, IQ_ERROR -> true;
            case MESSAGE, PRESENCE, PRESENCE_PROBE, PRESENCE_SUBSCRIPTION, IQ_REQUEST -> false;
        };
    }

    public boolean isPresence() {
        return switch (this) {
            case PRESENCE, PRESENCE_PROBE, PRESENCE_SUBSCRIPTION, PRESENCE_ERROR -> true;
            case MESSAGE, MESSAGE_ERROR, IQ_REQUEST, IQ_RESULT, IQ_ERROR -> false;
        };
    }

    public boolean isIq() {
        return switch (this) {
            case IQ_REQUEST, IQ_RESULT, IQ_ERROR -> true;
            case MESSAGE, MESSAGE_ERROR, PRESENCE, PRESENCE_PROBE, PRESENCE_SUBSCRIPTION, PRESENCE_ERROR -> false;
        };
    }

    /// The form on the wire: lower case with hyphens, such as `iq-request`.
    public String wire() {
        return wire;
    }

    /// @throws IllegalArgumentException when no kind has this form
    public static StanzaKind ofWire(String text) {
        StanzaKind kind = BY_WIRE.get(text);
        if (kind == null) {
            throw new IllegalArgumentException("no kind of stanza is \"" + text + "\"");
        }
        return kind;
    }
}
