package org.rehome.contracts.address;

/// A text that is no address; the message says which part of which text is wrong and why.
public final class InvalidAddress extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    InvalidAddress(String message) {
        super(message);
    }
}
