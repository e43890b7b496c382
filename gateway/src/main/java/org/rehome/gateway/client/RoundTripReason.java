package org.rehome.gateway.client;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Why a step of a pool's test user is as it is. The codes are stable, and those that edges use too mean
/// the same; the advice is for people.
enum RoundTripReason {
    OK(null),
    PASSWORD_ABSENT("The test user's password is not known here. Put it where the detail says, under the name that"
            + " test-users.….secret gives."),
    POOL_UNREACHABLE("Nothing takes clients where test-users.….server says. Check host and port, and that this host"
            + " reaches them."),
    NO_ANSWER("The pool's server took the connection and said nothing in time. Look for a firewall that drops packets,"
            + " and for an overloaded server."),
    STREAM_REFUSED("The pool's server refuses the stream; what it says is in the detail. Usually it does not have the"
            + " domain of the test user."),
    STREAM_CLOSED("The pool's server hangs up. Look into its log for the test user."),
    TLS_REFUSED("The pool's server offers clients no TLS. Turn it on; only in a lab set test-users.….tls to none."),
    TLS_REQUIRED("The pool's server wants TLS. Set test-users.….tls to verified."),
    TLS_FAILED("No version or cipher in common, or the pool's certificate is not trusted here, or is for another name;"
            + " the detail says which. test-users.….authorities names a PEM file of authorities to trust."),
    NO_METHOD("The pool's server offers no way to log in with a password that is known here: SCRAM-SHA-1, PLAIN."),
    LOGIN_REFUSED("The pool does not let the test user in; its condition is in the detail. Check the account and its"
            + " password."),
    RETURNED("It came back; the condition is in the detail. service-unavailable: there is no such contact, or it is"
            + " not online; remote-server-not-found or -timeout: the way to the partner, see the edges' steps; forbidden"
            + " or policy-violation: a rule, GET /routes/explain tells which of ours."),
    RECEIPT_UNANSWERED("It left, and neither a receipt nor the same text came back. The contact's client has to be"
            + " online and to send receipts (XEP-0184), which many do only for whom they show their presence. If it does,"
            + " GET /routes/explain says which way both directions take, and GET /held what waits."),
    PRESENCE_UNANSWERED("The contact shows the test user its presence, and it does not come. Compare the edges' ping;"
            + " GET /routes/explain says which way both directions take."),
    NO_SUBSCRIPTION("The test user does not see the contact's presence. Let it ask for a subscription once, by any"
            + " client, and the contact allow it."),
    NOT_REACHED(null);

    private final @Nullable String advice;

    RoundTripReason(@Nullable String advice) {
        this.advice = advice;
    }

    /// The stable code, such as `login-refused`.
    String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// What to do; null when there is nothing to do.
    @Nullable
    String advice() {
        return advice;
    }
}
