package org.rehome.standalone;

import java.io.IOException;

/// The suite cannot start as asked; the message says why and what to do, in words for the person at the terminal.
/// Whatever had been started has been stopped again.
public final class CannotStart extends IOException {
    private static final long serialVersionUID = 1;

    /// Exit status for what the user can set right: options, ports, folders, a missing build.
    static final int ASKED_WRONGLY = 2;

    /// Exit status for what went wrong while starting.
    static final int FAILED = 1;

    private final int exitStatus;

    CannotStart(int exitStatus, String message) {
        super(message);
        this.exitStatus = exitStatus;
    }

    CannotStart(int exitStatus, String message, Throwable cause) {
        super(message, cause);
        this.exitStatus = exitStatus;
    }

    /// What a process that can do nothing else should end with.
    public int exitStatus() {
        return exitStatus;
    }
}
