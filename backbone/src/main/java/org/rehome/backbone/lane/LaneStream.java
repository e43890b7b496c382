package org.rehome.backbone.lane;

/// A stream to a peer, from its establishment to its end: what is sent on it arrives in order, or the
/// stream ends. Another stream to the same peer is another object.
public interface LaneStream {
    /// Where it leads, such as `new/injection/gateway-1.example.test`.
    String name();

    /// Sends the batch behind all that was sent before, and tells it what becomes of it. Does not block,
    /// and may be called after the stream's end: then nothing is sent.
    void send(LaneBatch batch);
}
