package org.rehome.edge.socket;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rehome.edge.trust.PeerCertificate;

/// Tells when the certificate of a stream's peer has expired or was revoked, or one that it rests on (RFC 6120
/// §13.7.2.3). Lives on the stream's event loop.
final class CertificateWatch {
    /// The clock may be set meanwhile, and authorities are asked again.
    private static final Duration LONGEST = Duration.ofHours(1);

    private static final long NOTHING = -1;

    private final Vertx vertx;
    private final InstantSource clock;
    private final Revocations revocations;
    private final Consumer<String> invalid;
    private @Nullable PeerCertificate watched;
    private long timer = NOTHING;

    /// @param invalid told once, in words for the peer and the log
    CertificateWatch(Vertx vertx, Tls tls, Consumer<String> invalid) {
        this.vertx = vertx;
        this.clock = tls.clock();
        this.revocations = tls.revocations();
        this.invalid = invalid;
    }

    /// A certificate that proves nothing may become invalid.
    void watch(PeerCertificate certificate) {
        watched = certificate;
        look();
    }

    /// Looks now, and again when there may be something new.
    void look() {
        cancelTimer();
        switch (watched) {
            case PeerCertificate.Trusted trusted ->
                revocations.of(trusted).ifPresentOrElse(why -> invalid("revoked: " + why), () -> look(trusted.until()));
            case PeerCertificate.Vouched vouched -> {
                if (vouched.until() != null) {
                    look(vouched.until());
                }
            }
            case PeerCertificate.Untrusted _, PeerCertificate.Absent _ -> {}
            case null -> {}
        }
    }

    private void look(Instant until) {
        Instant now = clock.instant();
        if (now.isAfter(until)) {
            invalid("expired on " + until);
            return;
        }
        // at that moment itself it is still valid (RFC 5280 §4.1.2.5)
        Duration left = Duration.between(now, until).plusMillis(1);
        timer = vertx.setTimer((left.compareTo(LONGEST) < 0 ? left : LONGEST).toMillis() + 1, id -> look());
    }

    private void invalid(String why) {
        watched = null;
        invalid.accept("the certificate of this stream, or one of its issuers, is no longer valid: " + why);
    }

    void cancel() {
        watched = null;
        cancelTimer();
    }

    private void cancelTimer() {
        if (timer != NOTHING) {
            vertx.cancelTimer(timer);
            timer = NOTHING;
        }
    }
}
