package org.rehome.gateway.partner;

import static org.rehome.contracts.event.FederationEvent.Negotiation.NotSupported;
import static org.rehome.contracts.event.FederationEvent.Negotiation.Optional;
import static org.rehome.contracts.event.FederationEvent.Negotiation.Required;
import static org.rehome.gateway.partner.AuthenticationMethod.SASL_OVER_TLS;
import static org.rehome.gateway.partner.AuthenticationMethod.TCP_DIALBACK;
import static org.rehome.gateway.partner.AuthenticationMethod.TLS_DIALBACK;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.contracts.event.FederationEvent.Partner;

/// The legacy product's negotiation matrix: which methods the settings of TLS, SASL and dialback leave, in the
/// order of preference. Five of the eighteen combinations leave none and are refused. Every text is made from a
/// row, so that none can contradict the matrix.
public final class NegotiationMatrix {

    /// One combination.
    ///
    /// @param number its number in the legacy product's table, from 1
    /// @param methods in the order of preference; empty when the combination is invalid
    public record Row(
            int number, Negotiation tls, Negotiation sasl, boolean dialback, List<AuthenticationMethod> methods) {
        public Row {
            methods = List.copyOf(methods);
        }

        public boolean valid() {
            return !methods.isEmpty();
        }

        /// Why the combination is refused; empty for a valid one.
        public java.util.Optional<String> refusal() {
            return valid() ? java.util.Optional.empty() : java.util.Optional.of(name() + ": " + whyNothingIsLeft());
        }

        private String whyNothingIsLeft() {
            String remedy = "; set supportDialbackNegotiation to true" + (tls == NotSupported ? " or support TLS" : "")
                    + (sasl == NotSupported && tls != NotSupported ? " or support SASL" : "");
            return switch (sasl) {
                case Required ->
                    "SASL is required and runs only over TLS, which is not supported, and dialback is off" + remedy;
                case Optional ->
                    "SASL could be used only over TLS, which is not supported, and dialback is off" + remedy;
                case NotSupported ->
                    "SASL or dialback must be enabled: with neither nothing authenticates the partner"
                            + (tls == NotSupported ? "" : ", TLS alone does not") + remedy;
            };
        }

        /// What to know about a valid combination before using it; empty for most.
        public List<String> warnings() {
            List<String> warnings = new ArrayList<>();
            if (valid() && dialback && methods.stream().noneMatch(AuthenticationMethod::isDialback)) {
                warnings.add("dialback will not be used while both SASL and TLS are required");
            }
            if (valid() && sasl != NotSupported && tls != Required) {
                warnings.add("SASL requires TLS: with TLS " + tls + " a session is negotiated only by " + text(methods)
                        + ", or fails");
            }
            return warnings;
        }

        /// The settings in words, such as `row 6 (TLS NotSupported, SASL Required, no dialback)`.
        public String name() {
            return "row " + number + " (TLS " + tls + ", SASL " + sasl + ", " + (dialback ? "" : "no ") + "dialback)";
        }

        private static String text(List<AuthenticationMethod> methods) {
            return methods.stream().map(AuthenticationMethod::text).collect(Collectors.joining(", "));
        }

        private boolean is(Negotiation otherTls, Negotiation otherSasl, boolean otherDialback) {
            return tls == otherTls && sasl == otherSasl && dialback == otherDialback;
        }
    }

    private static final List<Row> ROWS = List.of(
            new Row(1, Required, Required, true, List.of(SASL_OVER_TLS)),
            new Row(2, Required, Required, false, List.of(SASL_OVER_TLS)),
            new Row(3, Optional, Required, true, List.of(SASL_OVER_TLS, TLS_DIALBACK, TCP_DIALBACK)),
            new Row(4, Optional, Required, false, List.of(SASL_OVER_TLS)),
            new Row(5, NotSupported, Required, true, List.of(TCP_DIALBACK)),
            new Row(6, NotSupported, Required, false, List.of()),
            new Row(7, Required, Optional, true, List.of(SASL_OVER_TLS, TLS_DIALBACK)),
            new Row(8, Required, Optional, false, List.of(SASL_OVER_TLS)),
            new Row(9, Optional, Optional, true, List.of(SASL_OVER_TLS, TLS_DIALBACK, TCP_DIALBACK)),
            new Row(10, Optional, Optional, false, List.of(SASL_OVER_TLS)),
            new Row(11, NotSupported, Optional, true, List.of(TCP_DIALBACK)),
            new Row(12, NotSupported, Optional, false, List.of()),
            new Row(13, Required, NotSupported, true, List.of(TLS_DIALBACK)),
            new Row(14, Required, NotSupported, false, List.of()),
            new Row(15, Optional, NotSupported, true, List.of(TLS_DIALBACK, TCP_DIALBACK)),
            new Row(16, Optional, NotSupported, false, List.of()),
            new Row(17, NotSupported, NotSupported, true, List.of(TCP_DIALBACK)),
            new Row(18, NotSupported, NotSupported, false, List.of()));

    private NegotiationMatrix() {}

    /// The eighteen rows, in the order of their numbers.
    public static List<Row> rows() {
        return ROWS;
    }

    public static Row row(Negotiation tls, Negotiation sasl, boolean dialback) {
        return ROWS.stream()
                .filter(row -> row.is(tls, sasl, dialback))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the matrix covers every combination"));
    }

    /// The methods that the settings leave: where certificates are pinned, nothing but a certificate is a proof.
    public static List<AuthenticationMethod> methods(Partner settings) {
        return row(settings).methods().stream()
                .filter(each -> settings.pins().isEmpty() || !each.isDialback())
                .toList();
    }

    public static Row row(Partner settings) {
        return row(settings.tlsNegotiation(), settings.saslNegotiation(), settings.supportDialbackNegotiation());
    }
}
