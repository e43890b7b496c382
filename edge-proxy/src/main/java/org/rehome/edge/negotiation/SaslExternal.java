package org.rehome.edge.negotiation;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.InvalidAddress;
import org.rehome.xmpp.stream.Namespaces;

/// The elements of SASL EXTERNAL between servers (RFC 6120 §6.4, XEP-0178 §3).
final class SaslExternal {
    static final String MECHANISM = "EXTERNAL";

    /// How an authorization identity may be given.
    private static final String EMPTY = "=";

    /// The failures of RFC 6120 §6.5 that we send.
    enum Failure {
        ABORTED,
        ENCRYPTION_REQUIRED,
        INCORRECT_ENCODING,
        INVALID_AUTHZID,
        INVALID_MECHANISM,
        NOT_AUTHORIZED;

        String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        String toXml() {
            return "<failure xmlns='" + Namespaces.SASL + "'><" + wire() + "/></failure>";
        }
    }

    /// What an initiator sent as its response.
    sealed interface Response {
        /// The identity of the stream header.
        record Implied() implements Response {}

        record Named(Domain domain) implements Response {}

        record Wrong(Failure failure) implements Response {}
    }

    private SaslExternal() {}

    /// The identity is that of the stream header; an empty response is a single equals sign (RFC 6120 §6.4.2).
    static String auth() {
        return auth("=");
    }

    static String auth(Domain authorizationIdentity) {
        String encoded =
                Base64.getEncoder().encodeToString(authorizationIdentity.name().getBytes(StandardCharsets.UTF_8));
        return auth(encoded);
    }

    private static String auth(String response) {
        return "<auth xmlns='" + Namespaces.SASL + "' mechanism='" + MECHANISM + "'>" + response + "</auth>";
    }

    static String challenge() {
        return "<challenge xmlns='" + Namespaces.SASL + "'/>";
    }

    static String success() {
        return "<success xmlns='" + Namespaces.SASL + "'/>";
    }

    /// Reads the content of `<auth/>` or `<response/>` (RFC 6120 §6.4.2, §6.3.8).
    static Response response(String text) {
        if (text.isEmpty() || text.equals(EMPTY)) {
            return new Response.Implied();
        }
        try {
            byte[] decoded = Base64.getDecoder().decode(text);
            return new Response.Named(Domain.parse(new String(decoded, StandardCharsets.UTF_8)));
        } catch (InvalidAddress e) {
            return new Response.Wrong(Failure.INVALID_AUTHZID);
        } catch (IllegalArgumentException e) {
            return new Response.Wrong(Failure.INCORRECT_ENCODING);
        }
    }
}
