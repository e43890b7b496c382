package org.rehome.lab.xml;

/// The namespaces that the lab speaks.
public final class Namespaces {
    /// Namespace that stands, inside the lab, for the content namespace of whatever stream carries the element
    /// (`jabber:server`, `jabber:component:accept`): re-scoping is then a matter of writing (RFC 6120 §4.8.3).
    public static final String CONTENT = "";

    public static final String STREAMS = "http://etherx.jabber.org/streams";
    public static final String SERVER = "jabber:server";
    public static final String COMPONENT = "jabber:component:accept";
    public static final String DIALBACK = "jabber:server:dialback";
    public static final String DIALBACK_FEATURE = "urn:xmpp:features:dialback";
    public static final String TLS = "urn:ietf:params:xml:ns:xmpp-tls";
    public static final String SASL = "urn:ietf:params:xml:ns:xmpp-sasl";
    public static final String STREAM_ERRORS = "urn:ietf:params:xml:ns:xmpp-streams";
    public static final String STANZA_ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas";
    public static final String STREAM_MANAGEMENT = "urn:xmpp:sm:3";
    public static final String PING = "urn:xmpp:ping";
    public static final String DISCO_INFO = "http://jabber.org/protocol/disco#info";
    public static final String DISCO_ITEMS = "http://jabber.org/protocol/disco#items";
    public static final String XML = "http://www.w3.org/XML/1998/namespace";

    private Namespaces() {}
}
