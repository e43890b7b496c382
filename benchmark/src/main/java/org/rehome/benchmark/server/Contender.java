package org.rehome.benchmark.server;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// A system that is measured.
public enum Contender {
    REHOME,
    PROSODY,
    EJABBERD;

    /// Its name on the command line and in reports.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Contender> of(String text) {
        return Arrays.stream(values()).filter(each -> each.text().equals(text)).findFirst();
    }
}
