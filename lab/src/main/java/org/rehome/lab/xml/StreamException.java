package org.rehome.lab.xml;

import java.io.IOException;

/// A reason to close the stream with an error of RFC 6120 §4.9.3: [#condition()] is the defined condition to send.
public final class StreamException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String condition;

    /// @param condition defined condition, for example `not-well-formed`
    /// @param message what was seen, for people; sent as `<text/>`
    public StreamException(String condition, String message) {
        super(condition + ": " + message);
        this.condition = condition;
    }

    public String condition() {
        return condition;
    }
}
