package org.rehome.lab.partner;

import static java.util.Objects.requireNonNull;

/// One of the partner's domains and a remote one.
public record DomainPair(String local, String remote) {
    public DomainPair {
        requireNonNull(local, "local");
        requireNonNull(remote, "remote");
    }

    @Override
    public String toString() {
        return local + ">" + remote;
    }
}
