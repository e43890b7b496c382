package org.rehome.edge.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.edge.negotiation.InboundPlay.trusted;
import static org.rehome.edge.negotiation.InboundPlay.untrusted;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.edge.partner.DomainPair;
import org.rehome.edge.partner.NegotiationRules;
import org.rehome.edge.trust.PeerCertificate;
import org.rehome.edge.trust.TrustFailure;

@DisplayName("The settings of TLS, SASL and dialback on the wire (docs/partner-settings.md)")
final class NegotiationMatrixTest {
    private static final String FROM = "to='example.test' from='partner.test' version='1.0'";
    private static final String ANSWER = "to='example.test' from='partner.test' id='1' version='1.0'";
    private static final String STARTTLS = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
    private static final String EXTERNAL =
            "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>EXTERNAL</mechanism></mechanisms>";
    private static final String DIALBACK = "<dialback xmlns='urn:xmpp:features:dialback'><errors/></dialback>";
    private static final PeerCertificate GOOD = trusted("partner.test");
    private static final PeerCertificate BAD = untrusted(TrustFailure.SELF_SIGNED);

    /// The columns behind the settings. Inbound, what is offered: in plain text, and encrypted to a peer whose
    /// certificate is good, and to one whose is not. Outbound, what is done: with a peer that offers TLS and
    /// dialback, and one that offers dialback only, in plain text; and encrypted with one that offers EXTERNAL
    /// and dialback, and one that offers dialback only. `refused`, `not`: TLS is not spoken; `nothing`, `fails`:
    /// nothing authenticates.
    @ParameterizedTest(name = "row {0}: TLS {1}, SASL {2}, dialback {3}")
    @DisplayName("all 18 rows in both directions")
    @CsvSource(
            delimiter = '|',
            value = {
                " 1 | Required     | Required     | true  | starttls required | EXTERNAL          | nothing  | starttls  | starttls  | auth      | fails",
                " 2 | Required     | Required     | false | starttls required | EXTERNAL          | nothing  | starttls  | starttls  | auth      | fails",
                " 3 | Optional     | Required     | true  | starttls dialback | EXTERNAL dialback | dialback | starttls  | db:result | auth      | db:result",
                " 4 | Optional     | Required     | false | starttls required | EXTERNAL          | nothing  | starttls  | starttls  | auth      | fails",
                " 5 | NotSupported | Required     | true  | dialback          | refused           | refused  | db:result | db:result | not       | not",
                " 6 | NotSupported | Required     | false | nothing           | refused           | refused  | fails     | fails     | not       | not",
                " 7 | Required     | Optional     | true  | starttls required | EXTERNAL dialback | dialback | starttls  | starttls  | auth      | db:result",
                " 8 | Required     | Optional     | false | starttls required | EXTERNAL          | nothing  | starttls  | starttls  | auth      | fails",
                " 9 | Optional     | Optional     | true  | starttls dialback | EXTERNAL dialback | dialback | starttls  | db:result | auth      | db:result",
                "10 | Optional     | Optional     | false | starttls required | EXTERNAL          | nothing  | starttls  | starttls  | auth      | fails",
                "11 | NotSupported | Optional     | true  | dialback          | refused           | refused  | db:result | db:result | not       | not",
                "12 | NotSupported | Optional     | false | nothing           | refused           | refused  | fails     | fails     | not       | not",
                "13 | Required     | NotSupported | true  | starttls required | dialback          | dialback | starttls  | starttls  | db:result | db:result",
                "14 | Required     | NotSupported | false | nothing           | refused           | refused  | fails     | fails     | not       | not",
                "15 | Optional     | NotSupported | true  | starttls dialback | dialback          | dialback | starttls  | db:result | db:result | db:result",
                "16 | Optional     | NotSupported | false | nothing           | refused           | refused  | fails     | fails     | not       | not",
                "17 | NotSupported | NotSupported | true  | dialback          | refused           | refused  | db:result | db:result | not       | not",
                "18 | NotSupported | NotSupported | false | nothing           | refused           | refused  | fails     | fails     | not       | not",
            })
    void row(
            int number,
            Negotiation tls,
            Negotiation sasl,
            boolean dialback,
            String inPlain,
            String inTrusted,
            String inUntrusted,
            String outPlain,
            String outWithoutTls,
            String outEncrypted,
            String outWithoutSasl) {
        World world = new World().local("example.test").enabled(World.partner("partner.test", tls, sasl, dialback));
        assertThat(offered(new InboundPlay(world).header(FROM))).isEqualTo(inPlain);
        assertThat(encrypted(world, GOOD)).isEqualTo(inTrusted);
        assertThat(encrypted(world, BAD)).isEqualTo(inUntrusted);
        NegotiationRules rules = NegotiationRules.of(tls, sasl, dialback);
        assertThat(done(plain(rules, STARTTLS + DIALBACK))).isEqualTo(outPlain);
        assertThat(done(plain(rules, DIALBACK))).isEqualTo(outWithoutTls);
        assertThat(encrypted(rules, EXTERNAL + DIALBACK)).isEqualTo(outEncrypted);
        assertThat(encrypted(rules, DIALBACK)).isEqualTo(outWithoutSasl);
    }

    private static String encrypted(World world, PeerCertificate certificate) {
        InboundPlay play = new InboundPlay(world).header(FROM);
        if (play.isClosed()) {
            return "refused";
        }
        play.peer(STARTTLS);
        return play.isClosed() ? "refused" : offered(play.tls(certificate).header(FROM));
    }

    private static String offered(InboundPlay play) {
        String features = play.lines().getLast();
        List<String> offers = new ArrayList<>();
        if (features.contains("<starttls ")) {
            offers.add(features.contains("<required/>") ? "starttls required" : "starttls");
        }
        if (features.contains("EXTERNAL")) {
            offers.add("EXTERNAL");
        }
        if (features.contains("<dialback ")) {
            offers.add("dialback");
        }
        return offers.isEmpty() ? "nothing" : String.join(" ", offers);
    }

    private static OutboundPlay play(NegotiationRules rules) {
        DomainPair pair = new DomainPair(World.domain("example.test"), World.domain("partner.test"));
        return new OutboundPlay(new OutboundGoal.CarryStanzas(pair, rules)).header(ANSWER);
    }

    private static OutboundPlay plain(NegotiationRules rules, String features) {
        return play(rules).peer("<stream:features>" + features + "</stream:features>");
    }

    private static String encrypted(NegotiationRules rules, String features) {
        OutboundPlay play = plain(rules, STARTTLS).peer("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
        return play.isSecuring()
                ? done(play.tls(GOOD).header(ANSWER).peer("<stream:features>" + features + "</stream:features>"))
                : "not";
    }

    private static String done(OutboundPlay play) {
        String first = play.lines().isEmpty() ? "" : play.lines().getFirst();
        return first.startsWith("[failed") || first.isEmpty() ? "fails" : first.substring(1, first.indexOf(' '));
    }
}
