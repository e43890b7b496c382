package org.rehome.xmpp.stream;

/// Bounds that hold while an element is being read, not after (RFC 6120 §13.12).
///
/// @param bytes of a header or a first-level element
/// @param depth of nesting, the stream root counted
/// @param elements in a first-level element
/// @param attributes of one element, namespace declarations counted
public record StreamLimits(int bytes, int depth, int elements, int attributes) {

    public StreamLimits {
        if (bytes < 1_000 || depth < 3 || elements < 10 || attributes < 10) {
            throw new IllegalArgumentException("stream limits too small to negotiate: " + bytes + " bytes, depth "
                    + depth + ", " + elements + " elements, " + attributes + " attributes");
        }
    }

    /// For a peer that has not said who it is.
    public static StreamLimits beforeAuthentication() {
        return new StreamLimits(10_000, 8, 64, 32);
    }

    /// For an authenticated peer; never below the 10,000 bytes of RFC 6120 §13.12.
    public static StreamLimits afterAuthentication() {
        return new StreamLimits(512 * 1024, 128, 25_000, 256);
    }
}
