package org.rehome.lab.chaos;

import java.util.Locale;

/// The processes of a suite that may be killed or frozen. Its DNS server is not among them: without it partners find
/// nobody, as everywhere, and nothing can be said of messages.
public enum SuiteProcess {
    EDGE,
    GATEWAY,
    DIRECTORY,
    BROKER;

    /// As reports call it.
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
