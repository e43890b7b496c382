package org.rehome.dns.store;

import java.io.IOException;

/// The journal is not what was written; the message says where and what to do.
public final class DamagedJournal extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedJournal(String message, Throwable cause) {
        super(message, cause);
    }

    DamagedJournal(String message) {
        super(message);
    }
}
