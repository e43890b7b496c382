package org.rehome.xmpp.stream;

/// The namespaces of streams and their features.
public final class Namespaces {
    public static final String STREAM = "http://etherx.jabber.org/streams";
    public static final String SERVER = "jabber:server";
    public static final String CLIENT = "jabber:client";
    public static final String COMPONENT = "jabber:component:accept";
    public static final String DIALBACK = "jabber:server:dialback";
    public static final String DIALBACK_FEATURE = "urn:xmpp:features:dialback";
    public static final String TLS = "urn:ietf:params:xml:ns:xmpp-tls";
    public static final String SASL = "urn:ietf:params:xml:ns:xmpp-sasl";
    public static final String STREAM_ERRORS = "urn:ietf:params:xml:ns:xmpp-streams";
    public static final String STANZA_ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas";
    public static final String STREAM_MANAGEMENT = "urn:xmpp:sm:3";
    public static final String STREAM_LIMITS = "urn:xmpp:stream-limits:0";
    public static final String PING = "urn:xmpp:ping";

    private Namespaces() {}

    /// True for the namespaces whose stanzas mean the same and differ only by the stream that carries them.
    public static boolean isContent(String namespace) {
        return switch (namespace) {
            case SERVER, CLIENT, COMPONENT -> true;
            default -> false;
        };
    }
}
