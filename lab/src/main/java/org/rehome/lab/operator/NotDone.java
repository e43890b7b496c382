package org.rehome.lab.operator;

import java.io.IOException;

/// Something did not come to its end; the message says what was attempted and what was answered.
public final class NotDone extends IOException {
    private static final long serialVersionUID = 1L;

    public NotDone(String message) {
        super(message);
    }
}
