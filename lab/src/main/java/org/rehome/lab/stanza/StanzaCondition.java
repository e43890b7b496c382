package org.rehome.lab.stanza;

/// The stanza error conditions that the lab's servers answer with, each with its error type (RFC 6120 §8.3.3).
public enum StanzaCondition {
    /// The request makes no sense as it is.
    BAD_REQUEST("bad-request", "modify"),
    /// Dialback was answered with `invalid` (XEP-0220 §2.1.1).
    INTERNAL_SERVER_ERROR("internal-server-error", "cancel"),
    /// The remote domain does not resolve (RFC 6120 §10.4.3).
    REMOTE_SERVER_NOT_FOUND("remote-server-not-found", "cancel"),
    /// The remote domain resolves, but no stream could be had (RFC 6120 §10.4.3).
    REMOTE_SERVER_TIMEOUT("remote-server-timeout", "wait"),
    /// The queue towards the remote server is full.
    RESOURCE_CONSTRAINT("resource-constraint", "wait"),
    /// No such user, or nobody who understands the request (RFC 6120 §10.5.3).
    SERVICE_UNAVAILABLE("service-unavailable", "cancel");

    private final String elementName;
    private final String type;

    StanzaCondition(String elementName, String type) {
        this.elementName = elementName;
        this.type = type;
    }

    public String elementName() {
        return elementName;
    }

    /// `cancel`, `modify` or `wait`.
    public String type() {
        return type;
    }
}
