package org.rehome.lab.socket;

/// Sees every first-level element that a server reads, exactly as it stood on the stream.
@FunctionalInterface
public interface WireTap {
    /// A tap that does nothing.
    WireTap NONE = (peer, xml) -> {};

    /// @param peer name of the stream's other end, as far as it is known
    /// @param xml source text
    void read(String peer, String xml);
}
