package org.rehome.lab.demo;

/// Why messages came back during the demonstration, by the stanza error condition (RFC 6120 §8.3.3) that they came
/// back with.
final class Reasons {

    private Reasons() {}

    static String explain(String condition) {
        return condition + " — "
                + switch (condition) {
                    case "remote-server-not-found" ->
                        "sent to a partner that is not enabled, or not yet confirming, while no legacy gateway is linked";
                    case "remote-server-timeout" ->
                        "no way yet: the user's pool did not carry the partner's domain, or the partner's server found"
                                + " nobody behind the SRV record before the cut-over";
                    case "not-sent" -> "the sender's session ended between draw and send";
                    case "policy-violation", "forbidden" -> "sent before a policy admitted the user";
                    default -> "not expected here";
                };
    }
}
