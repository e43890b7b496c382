package org.rehome.edge.trust;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Finds the paths from a peer's certificate to trust anchors, depth first, each certificate once in a path. The peer
/// decides what stands in the chain, so the number of signatures that are verified is bounded.
final class PathSearch {
    private static final int MAX_VERIFICATIONS = 100;

    /// @param certificates from the peer's own upwards; empty when its own is a trust anchor
    record Path(List<X509Certificate> certificates, X509Certificate anchor) {
        /// The certificates whose dates and constraints count: a root is one of them, an authority that is trusted
        /// without its issuer is not.
        List<X509Certificate> checked() {
            List<X509Certificate> checked = new ArrayList<>(certificates);
            if (certificates.isEmpty() || anchorIsRoot()) {
                checked.add(anchor);
            }
            return checked;
        }

        /// All of them.
        List<X509Certificate> whole() {
            List<X509Certificate> whole = new ArrayList<>(certificates);
            whole.add(anchor);
            return whole;
        }

        private boolean anchorIsRoot() {
            return anchor.getSubjectX500Principal().equals(anchor.getIssuerX500Principal());
        }

        /// When the first of them expires.
        Instant until() {
            return checked().stream()
                    .map(each -> each.getNotAfter().toInstant())
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    private final List<X509Certificate> chain;
    private final Collection<X509Certificate> anchors;
    private final List<Path> found = new ArrayList<>();
    private int verifications;

    private PathSearch(List<X509Certificate> chain, Collection<X509Certificate> anchors) {
        this.chain = chain;
        this.anchors = anchors;
    }

    static List<Path> paths(List<X509Certificate> chain, Collection<X509Certificate> anchors) {
        PathSearch search = new PathSearch(chain, anchors);
        search.extend(List.of(chain.getFirst()));
        return search.found;
    }

    private void extend(List<X509Certificate> path) {
        X509Certificate last = path.getLast();
        if (anchors.contains(last)) {
            found.add(new Path(path.subList(0, path.size() - 1), last));
        }
        for (X509Certificate anchor : anchors) {
            if (!anchor.equals(last) && issued(anchor, last)) {
                found.add(new Path(path, anchor));
            }
        }
        for (X509Certificate issuer : chain) {
            if (!path.contains(issuer) && issued(issuer, last)) {
                List<X509Certificate> longer = new ArrayList<>(path);
                longer.add(issuer);
                extend(longer);
            }
        }
    }

    private boolean issued(X509Certificate issuer, X509Certificate subject) {
        return issuer.getSubjectX500Principal().equals(subject.getIssuerX500Principal())
                && ++verifications <= MAX_VERIFICATIONS
                && signed(issuer, subject);
    }

    /// Whether issuers of the right name are there, and none of them signed the peer's own certificate.
    static boolean isForged(List<X509Certificate> chain, Collection<X509Certificate> anchors) {
        X509Certificate own = chain.getFirst();
        List<X509Certificate> named = Stream.concat(chain.stream(), anchors.stream())
                .filter(each -> each.getSubjectX500Principal().equals(own.getIssuerX500Principal()))
                .limit(MAX_VERIFICATIONS)
                .toList();
        return !named.isEmpty() && named.stream().noneMatch(each -> signed(each, own));
    }

    static boolean signed(X509Certificate issuer, X509Certificate subject) {
        try {
            subject.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
