package org.rehome.edge.trust;

import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.rehome.contracts.address.Domain;

/// The authorities that are trusted.
///
/// @param everywhere those whose certificates prove whatever they name
/// @param limited those that are trusted for some domains alone, with these
public record Anchors(Set<X509Certificate> everywhere, Map<X509Certificate, Set<Domain>> limited) {
    public Anchors {
        everywhere = Set.copyOf(everywhere);
        limited = Map.copyOf(limited);
    }

    /// Those without a limit.
    public static Anchors of(Collection<X509Certificate> everywhere) {
        return new Anchors(Set.copyOf(everywhere), Map.of());
    }

    Collection<X509Certificate> all() {
        Set<X509Certificate> all = new LinkedHashSet<>(everywhere);
        all.addAll(limited.keySet());
        return all;
    }

    /// The domains for which alone it is trusted; empty for any.
    Set<Domain> limits(X509Certificate anchor) {
        return everywhere.contains(anchor) ? Set.of() : limited.getOrDefault(anchor, Set.of());
    }
}
