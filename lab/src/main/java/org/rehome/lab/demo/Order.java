package org.rehome.lab.demo;

/// In which order the six steps are done.
public enum Order {
    /// DNS is pointed to the edges before any partner is enabled; they pass through to the legacy gateway what is not.
    FACADE,
    /// As the six steps are numbered: DNS is changed last.
    SEED
}
