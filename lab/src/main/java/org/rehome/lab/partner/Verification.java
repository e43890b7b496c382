package org.rehome.lab.partner;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.rehome.lab.partner.NextHops.Answer;

/// Asks the authoritative server of a domain whether it made a dialback key, on a connection of its own (XEP-0220
/// §2.1.2).
final class Verification {
    /// What the receiving server answers then.
    sealed interface Outcome {
        record Valid() implements Outcome {}

        record Invalid() implements Outcome {}

        /// @param condition of XEP-0220 §2.5
        record Failed(String condition) implements Outcome {}
    }

    private Verification() {}

    static Outcome of(PartnerSettings settings, DomainPair pair, String streamId, String key) {
        return switch (settings.nextHops().find(pair.remote())) {
            case Answer.Nowhere _ -> new Outcome.Failed("remote-server-not-found");
            case Answer.Hops hops -> ask(settings, pair, hops, streamId, key);
        };
    }

    private static Outcome ask(
            PartnerSettings settings, DomainPair pair, Answer.Hops hops, String streamId, String key) {
        for (InetSocketAddress address : hops.addresses()) {
            try {
                return switch (OutboundStream.connect(settings, pair, address).verify(streamId, key)) {
                    case "valid" -> new Outcome.Valid();
                    case "invalid" -> new Outcome.Invalid();
                    default -> new Outcome.Failed("remote-server-not-found");
                };
            } catch (IOException e) {
                System.getLogger(Verification.class.getName())
                        .log(System.Logger.Level.DEBUG, "verification failed peer={0} error={1}", address, e);
            }
        }
        return new Outcome.Failed("remote-connection-failed");
    }
}
