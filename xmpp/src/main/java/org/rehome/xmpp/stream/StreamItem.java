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
    record Broken(StreamErrorCondition condition, String detail) implements StreamItem {
        private static final int MAX_DETAIL = 200;

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
