package org.rehome.lab.partner;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.rehome.lab.xml.Element;

/// The receiving side of SASL EXTERNAL (RFC 6120 §6, XEP-0178 §3).
final class InboundSasl {
    /// What to answer.
    sealed interface Outcome {
        record Success() implements Outcome {}

        /// @param condition of RFC 6120 §6.5
        record Failure(String condition) implements Outcome {}
    }

    private InboundSasl() {}

    /// @param element what the peer sent in the SASL namespace
    /// @param from the domain that its certificate proves
    /// @param offered whether EXTERNAL was offered on this stream
    static Outcome answer(Element element, String from, boolean offered) {
        if (element.name().equals("abort")) {
            return new Outcome.Failure("aborted");
        }
        if (!element.name().equals("auth")) {
            return new Outcome.Failure("malformed-request");
        }
        if (element.attribute("mechanism").filter("EXTERNAL"::equals).isEmpty()) {
            return new Outcome.Failure("invalid-mechanism");
        }
        if (!offered) {
            return new Outcome.Failure("not-authorized");
        }
        String response = element.text().strip();
        if (response.isEmpty() || response.equals("=")) {
            return new Outcome.Success();
        }
        try {
            String identity = new String(Base64.getDecoder().decode(response), StandardCharsets.UTF_8);
            return identity.equalsIgnoreCase(from) ? new Outcome.Success() : new Outcome.Failure("invalid-authzid");
        } catch (IllegalArgumentException e) {
            return new Outcome.Failure("incorrect-encoding");
        }
    }
}
