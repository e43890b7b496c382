package org.rehome.xmpp.stream;

/// What a stream consists of.
public sealed interface StreamItem {
    /// The stream header.
    record Opened(StreamHeader header) implements StreamItem {}

    /// A whole first-level element.
    record Arrived(Frame frame) implements StreamItem {}

    /// White space between first-level elements (RFC 6120 §4.6.1).
    record KeepAlive() implements StreamItem {}

    /// The closing tag; nothing follows.
    record Ended() implements StreamItem {}

    /// The stream must be closed with this error; nothing follows.
    ///
    /// @param detail for the log and for `<text/>`
    /// @param application the element of an application-specific condition; empty for none
    record Broken(StreamErrorCondition condition, String detail, String application) implements StreamItem {
        private static final int MAX_DETAIL = 200;

        /// RFC 6120 §13.12: the condition beside `<policy-violation/>` for an element that is larger than it may be.
        private static final String TOO_BIG = "<stanza-too-big xmlns='urn:xmpp:errors'/>";

        Broken(StreamErrorCondition condition, String detail) {
            this(condition, detail, "");
        }

        static Broken tooBig(int limit) {
            return new Broken(StreamErrorCondition.POLICY_VIOLATION, "larger than " + limit + " bytes", TOO_BIG);
        }

        public Broken {
            // it may repeat what the peer sent: no line break and no escape sequence goes into a log with it
            detail = detail.codePoints()
                    .limit(MAX_DETAIL)
                    .map(c -> Character.isISOControl(c) ? '?' : c)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
        }
    }
}
