package org.rehome.edge.socket;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.rehome.edge.trust.PeerCertificate;

/// Tells when the certificate of a stream's peer has expired, or one that it rests on (RFC 6120 §13.7.2.3). Lives on
/// the stream's event loop.
final class ExpiryTimer {
    /// The clock may be set meanwhile: it is looked at now and then.
    private static final Duration LONGEST = Duration.ofHours(1);

    private static final long NOTHING = -1;

    private final Vertx vertx;
    private final InstantSource clock;
    private final Consumer<String> expired;
    private long timer = NOTHING;

    /// @param expired told once, in words for the peer and the log
    ExpiryTimer(Vertx vertx, InstantSource clock, Consumer<String> expired) {
        this.vertx = vertx;
        this.clock = clock;
        this.expired = expired;
    }

    /// A certificate that proves nothing may expire.
    void watch(PeerCertificate certificate) {
        Instant until =
                switch (certificate) {
                    case PeerCertificate.Trusted trusted -> trusted.until();
                    case PeerCertificate.Vouched vouched -> vouched.until();
                    case PeerCertificate.Untrusted untrusted -> null;
                    case PeerCertificate.Absent() -> null;
                };
        if (until != null) {
            watch(until);
        }
    }

    private void watch(Instant until) {
        Instant now = clock.instant();
        if (now.isAfter(until)) {
            timer = NOTHING;
            expired.accept("the certificate of this stream, or one of its issuers, expired on " + until);
            return;
        }
        // at that moment itself it is still valid (RFC 5280 §4.1.2.5)
        Duration left = Duration.between(now, until).plusMillis(1);
        timer = vertx.setTimer((left.compareTo(LONGEST) < 0 ? left : LONGEST).toMillis() + 1, id -> watch(until));
    }

    void cancel() {
        if (timer != NOTHING) {
            vertx.cancelTimer(timer);
            timer = NOTHING;
        }
    }
}
