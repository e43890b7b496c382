package org.rehome.dns.socket;

/// A master file that is no zone; the message says in which line and why.
public final class InvalidZone extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidZone(String message) {
        super(message);
    }
}
