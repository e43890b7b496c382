package org.rehome.lab.demo;

import java.io.IOException;

/// A step did not come to its end; the message says what was attempted and what was answered.
final class DemoFailed extends IOException {
    private static final long serialVersionUID = 1L;

    DemoFailed(String message) {
        super(message);
    }
}
