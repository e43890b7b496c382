package org.rehome.conformance;

/// The requirements, one a line. Numbers are stable: they stand in docs/conformance.md and in the tests. A source
/// `ours` means that no specification asks for it.
public enum Requirement {
    A1(
            "RFC 6120 §4.9.1.1",
            "A stream error, also one for the very first header, comes as our header, the error and the"
                    + " closing tag."),
    A2(
            "RFC 6120 §4.8",
            "A wrong stream or content namespace is refused with invalid-namespace; a prefixed stanza is never"
                    + " forwarded as it is."),
    A3(
            "RFC 6120 §4.7.2, §4.9.3.5-7",
            "A header to a domain that is not ours is refused with host-unknown, with host-gone if it was, one to no"
                    + " domain with improper-addressing, and so is one without an address where several domains are"
                    + " served."),
    A4(
            "RFC 6120 §4.3.3, §4.7",
            "Our headers carry to and from as the initiator, and from, to and an id as the receiver;"
                    + " ids are never repeated or guessable, and new after every restart."),
    A5(
            "RFC 6120 §5.4.3.3",
            "As the initiator the same addresses stand in every header of a connection; as the receiver"
                    + " the address from before TLS is forgotten, and another one after SASL is refused."),
    A6(
            "RFC 6120 §4.7.5",
            "Versions are compared as numbers; without one, or with one below 1.0, no features and no version"
                    + " are sent; a higher major number is refused with unsupported-version."),
    A7(
            "RFC 6120 §4.3.2",
            "Features follow every header of version 1.0 or later; a required feature that is not known ends"
                    + " the stream with unsupported-feature; a new policy ends live streams with reset, one after the"
                    + " other."),
    A8("RFC 6120 §4.4", "After our closing tag what the peer still sends is taken, until it closes or the time is up."),
    A9(
            "RFC 6120 §4.6",
            "White space between elements is accepted as keep-alive, and never sent inside a negotiation; silence"
                    + " alone ends no stream."),
    A10(
            "RFC 6120 §4.9.1.1",
            "After a stream error of the peer, or one of ours for a fault of it, no later element of the"
                    + " stream is processed."),
    A11(
            "RFC 6120 §4.9.3.19",
            "A redirection is followed to the same domain under the same policy, a bounded number of"
                    + " times; before TLS none is followed."),
    A12(
            "RFC 6120 §4.9.3",
            "The conditions that end our streams are those that the RFC has for the reason: system-shutdown,"
                    + " reset, conflict, connection-timeout, policy-violation and the rest."),
    A13(
            "RFC 6120 §11.6",
            "A stream that is not UTF-8 is ended; a byte order mark before the header is not well-formed, and a"
                    + " character inside a body."),
    A14(
            "RFC 6120 §4.5",
            "A second stream of a pair keeps the order of the first; a conflict that a peer answers to ours is"
                    + " no outage."),
    A15("RFC 6120 §4.7.3-4", "An id in the initiator's header is ignored; our header names a language."),
    A16("RFC 6120 §4.9.1.3", "In the answer to an unknown address our own is one of our names, or none."),

    B1("RFC 6120 §11.1", "A comment ends the stream with restricted-xml, and we send none."),
    B2("RFC 6120 §11.1", "A processing instruction ends the stream with restricted-xml."),
    B3("RFC 6120 §11.1", "A document type with an internal subset ends the stream with restricted-xml."),
    B4("RFC 6120 §11.1", "A document type with an external identifier ends the stream with restricted-xml."),
    B5("RFC 6120 §11.1", "A reference to an entity that is not predefined ends the stream with restricted-xml."),
    B6(
            "ours",
            "No entity but the five predefined ones is ever expanded: no memory, no file and no socket follows from one."),
    B7(
            "RFC 6120 §11.3",
            "XML that is not well-formed, or breaks the rules of namespaces, ends the stream with"
                    + " not-well-formed."),
    B8("RFC 6120 §11.5", "An XML declaration stands before a header and nowhere else."),
    B9("ours", "CDATA, predefined entities and numeric references keep the text that they stand for."),
    B10("XML 1.0 §2.2", "Control characters are refused, raw or as a reference."),
    B11("RFC 6120 §11.7", "Text between first-level elements ends the stream; white space does not."),
    B12(
            "RFC 6120 §4.8.3",
            "Stanzas leave in jabber:server; a prefix that a peer declared on its stream is declared again on"
                    + " what is forwarded."),
    B13("ours", "Depth, attributes, names, elements and bytes are bounded while they are read, not after."),

    C1(
            "RFC 6120 §5.3-4",
            "STARTTLS is offered before authentication and not after; what came in plain text behind it is"
                    + " discarded, and so is all that was said before."),
    C2(
            "RFC 7590 §3.1",
            "Where encryption is required nothing else is taken before it; as the initiator we try STARTTLS also"
                    + " where it is not offered."),
    C3(
            "RFC 6120 §5.4.2.2, §5.4.3.2",
            "A refused STARTTLS is answered with failure and a closing tag; a failed handshake ends"
                    + " the connection without one."),
    C4("RFC 7590 §3, RFC 8996", "TLS 1.3 and 1.2, nothing older, no compression; renegotiation ends the connection."),
    C5(
            "XEP-0368 §3",
            "Direct TLS: its SRV records are mixed with the others by priority and weight, TLS starts at once, SNI"
                    + " and ALPN name the domain and xmpp-server, and no STARTTLS follows."),
    C6(
            "RFC 6120 §3.2, RFC 2782",
            "SRV records by priority and weight, every address of a target; a single target of . means"
                    + " that there is no server; only without records the domain's own address is tried."),
    C7(
            "RFC 8305, RFC 6724 §6",
            "IPv6 and IPv4 are raced; an address that swallows everything costs less than a second."),
    C8(
            "RFC 6120 §5.4.3.1",
            "A client's certificate is always asked for, ours is chosen by SNI or the header, and one that is"
                    + " for servers only is accepted from a client."),
    C9("ours", "A new certificate serves the next handshake, and no stream ends for it; the end of one is announced."),
    C10(
            "RFC 6120 §13.7.2.3",
            "When a peer's certificate expires or is revoked its stream is ended with reset, and authenticated anew."),
    C11(
            "RFC 7590 §3.6",
            "An operator sees of each stream whether and how it is encrypted, how it was authenticated, and the"
                    + " certificate."),
    C12("RFC 6120 §3.3", "A lost stream is opened again after a growing, random pause."),

    D1(
            "RFC 6120 §13.7.2.1",
            "A dNSName equal to the domain matches: the one asked for as the initiator, the one in the"
                    + " header as the receiver."),
    D2("RFC 6120 §13.7.1.2.1", "A wildcard is a whole left-most label and stands for exactly one."),
    D3("RFC 4985", "An SRVName of _xmpp-server matches, one of another service does not."),
    D4("RFC 6120 §13.7.1.4", "An xmppAddr matches when it is a bare domain."),
    D5("RFC 9525 §2", "The common name is no identity."),
    D6("RFC 6125 §6.4.2", "Internationalised names are compared as A-labels."),
    D7("RFC 7673 §4.1", "The name of an SRV target is no identity, unless DNSSEC has secured the way to it."),
    D8(
            "RFC 6120 §13.7.2",
            "Every flaw of a certificate has its own reason in the log, and leaves what the partner's settings"
                    + " allow without it."),
    D9("ours", "A partner's certificate may be pinned, and its own authority trusted for it alone."),
    D10("ours", "The names in a certificate and the length of a chain are bounded."),

    E1("XEP-0178 §3", "EXTERNAL is offered first, and only when the certificate proves the header's domain."),
    E2(
            "RFC 6120 §6.4-6.5",
            "An empty authorization identity and the domain itself are taken; every other response has the"
                    + " failure that the RFC names."),
    E3("XEP-0178 §3", "As the initiator we send the authorization identity; a partner's setting leaves it out."),
    E4("RFC 6120 §6.4.5", "After a failure another attempt or dialback may follow, a bounded number of times."),
    E5("RFC 6120 §6.4.6", "After success a new header comes, with a new id and features without mechanisms."),
    E6("RFC 6120 §4.3.5", "No stanza is taken before authentication: not-authorized; attempts and time are bounded."),
    E7(
            "RFC 6120 §8.1.2.2",
            "EXTERNAL authorizes one pair of domains; another sender is refused with invalid-from unless"
                    + " dialback added it."),

    F1("XEP-0185 §2", "Keys are made of the hexadecimal text of the hashed secret, as the published vectors say."),
    F2(
            "XEP-0220 §2",
            "The dialback namespace is declared on every header as db, any prefix is understood, and white space"
                    + " around a key is ignored."),
    F3("XEP-0220 §2.4.2", "Dialback is offered with errors."),
    F4(
            "XEP-0220 §2.1.1",
            "Nothing is sent before a pair is valid, and an answer counts only for what was asked on the same"
                    + " stream."),
    F5(
            "XEP-0220 §2.1.1",
            "invalid and error keep stanzas from being sent; what is given up goes back with the condition of"
                    + " the case."),
    F6("XEP-0220 §2.2.1", "A key for a domain that is not ours is answered with an error, and the stream lives on."),
    F7("XEP-0220 §2.1.2", "An invalid key ends a stream on which nothing else is verified."),
    F8("XEP-0220 §2.2.2", "A question about a key is answered from the secret alone, in any state of a stream."),
    F9("XEP-0220 §2.1.2", "The answer to a question counts by its addresses and id, on the stream where it was asked."),
    F10("XEP-0220 §2.5", "Dialback in plain text where encryption is required is answered with policy-violation."),
    F11("XEP-0220 §2.6", "Another sender may be added to a stream; another target is never put on one that we opened."),
    F12("XEP-0220 §2.1.1", "Every dialback and every question has a time limit."),
    F13("ours", "A key from outside for one of our own domains as the sender is refused."),
    F14("XEP-0288 §4", "A key is never verified on the connection where it came."),
    F15("XEP-0344 §2.4", "A key is taken without asking when the peer's certificate proves the domain."),

    H1(
            "XEP-0198 §3",
            "Stream management is offered when stanzas may flow; enabling it earlier fails, and twice ends the"
                    + " stream."),
    H2("XEP-0198 §4", "Counting starts with enable and enabled, only stanzas count, and numbers wrap at 2^32."),
    H3("XEP-0198 §4", "A request is answered at once with what is durable, never with more."),
    H4(
            "XEP-0198 §6",
            "An acknowledgement of more than was sent, of less than before, or of no number ends the stream."),
    H5("XEP-0198 §4", "What was taken is acknowledged before a stream is closed in order."),
    H6(
            "XEP-0198 §4",
            "What is not acknowledged at the end of a stream is sent again once with its id and a delay, and"
                    + " counted."),
    H7("XEP-0198 §5", "Resumption is not offered, and asking for it is answered in order."),
    H8("ours", "What waits for acknowledgement is bounded by pressing back, not by loss."),
    H9("XEP-0198 §5, §10", "Ids of resumable streams are bounded, unguessable and bound to the pair."),

    I1(
            "RFC 6120 §8.1",
            "A stanza without good addresses, from a domain that is not validated or to one that is not ours ends"
                    + " the stream with the condition of the case."),
    I2(
            "RFC 6120 §8.1",
            "Addresses, id, language and payload of a stanza are never changed; the stream's language is written"
                    + " where it has none."),
    I3(
            "RFC 6120 §4.9.3.24, §8.2.3",
            "Unknown first-level elements are never forwarded; an iq without a known type or id is"
                    + " answered with bad-request."),
    I4("RFC 6120 §10.1", "Order holds from stream to lane and from lane to stream."),
    I5("RFC 6120 §8.3.1", "No error answers an error or a result, and an error keeps kind, id and addresses."),
    I6(
            "RFC 6120 §10.4.3",
            "A domain that does not exist is remote-server-not-found, one that cannot be reached"
                    + " remote-server-timeout."),
    I7("ours", "Presence in all its forms survives a move."),

    K1("RFC 6120 §13.12", "Connections at a time are bounded per address, and refused before a stream exists."),
    K2("RFC 6120 §13.12", "Attempts to connect are bounded per address and time."),
    K3("RFC 6120 §13.12", "Nothing that costs more than an answer happens before authentication."),
    K4(
            "RFC 6120 §13.12",
            "A stanza over the limit is answered with policy-violation; the limit is well above 10,000 bytes."),
    K5("ours", "Before authentication the limits are much smaller."),
    K6("ours", "Rates are kept by reading more slowly, never by dropping."),
    K7("XEP-0478 §4", "Our limits are advertised, and a peer's are kept."),
    K8(
            "ours",
            "Slow headers, slow handshakes, half-open and stuck connections, thousands of namespaces and deep nesting cost"
                    + " a bounded time and memory."),
    K9("ours", "Questions about keys that wait for an answer are bounded per source."),
    K10(
            "ours",
            "Failed look-ups and connections are remembered for a bounded time, and stanzas wait durably meanwhile.");

    private final String source;
    private final String text;

    Requirement(String source, String text) {
        this.source = source;
        this.text = text;
    }

    public Section section() {
        return Section.valueOf(name().substring(0, 1));
    }

    /// Where it comes from, or `ours`.
    public String source() {
        return source;
    }

    public String text() {
        return text;
    }
}
