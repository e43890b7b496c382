package org.rehome.edge.socket;

/// The end of a stream that a peer opened, in order (RFC 6120 §4.4): the last acknowledgement where there are any, the
/// reason, our closing tag; once. Lives on the stream's event loop.
final class InboundEnding {
    private final InboundParts parts;
    private final S2sConnection connection;
    private final Acknowledgements acknowledgements;
    private final Intake intake;
    private String reason = "";
    private boolean said;
    private boolean peerClosed;

    InboundEnding(InboundParts parts, S2sConnection connection, Acknowledgements acknowledgements, Intake intake) {
        this.parts = parts;
        this.connection = connection;
        this.acknowledgements = acknowledgements;
        this.intake = intake;
    }

    /// Its closing tag has come.
    void peerClosed() {
        peerClosed = true;
    }

    /// What the peer has on its way is still taken. One that has its stanzas acknowledged first hears of all that it
    /// has sent so far: what it does not hear of it will send again.
    ///
    /// @param why a stream error; empty for none
    void begin(String why, StringBuilder out) {
        reason = why;
        intake.release();
        if (acknowledgements.enabled()) {
            acknowledgements.finish(this::say);
        } else {
            say(out);
        }
    }

    /// Nothing more is taken: our closing tag says that all was processed, so it waits until all is durable.
    void finish() {
        intake.release();
        intake.whenDurable(() -> {
            say();
            if (peerClosed) {
                connection.close();
            } else {
                connection.closeGently();
            }
        });
    }

    /// At once.
    ///
    /// @param why a stream error
    void now(String why, StringBuilder out) {
        reason = why;
        say(out);
    }

    private void say() {
        StringBuilder out = new StringBuilder();
        say(out);
        if (!out.isEmpty()) {
            connection.write(out.toString());
        }
    }

    private void say(StringBuilder out) {
        if (!said) {
            said = true;
            out.append(acknowledgements.last()).append(reason).append("</stream:stream>");
            parts.vertx().setTimer(parts.limits().closing().toMillis(), id -> connection.closeGently());
        }
    }
}
