package org.rehome.edge.socket;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.edge.partner.KnownPartner;

/// Keeps the rates of one inbound stream's partner (`stanzaRate`, `byteRate`) by reading more slowly: what comes too
/// fast waits where it is, and nothing is dropped. Lives on the stream's event loop.
final class Throttle {
    private static final long NOTHING = -1;

    private final InboundParts parts;
    private final Reading reading;
    private long timer = NOTHING;

    /// The paces of all partners, each for all of its streams. Any thread may use it.
    static final class Paces {
        private final Map<Domain, PartnerPace> byPartner = new ConcurrentHashMap<>();

        private record PartnerPace(Pace stanzas, Pace bytes) {}

        /// A stanza has come.
        ///
        /// @return how many nanoseconds to wait for the next
        long took(Partner partner, int bytes, long now) {
            if (partner.stanzaRate() == 0 && partner.byteRate() == 0) {
                byPartner.remove(partner.domain());
                return 0;
            }
            PartnerPace pace =
                    byPartner.computeIfAbsent(partner.domain(), domain -> new PartnerPace(new Pace(), new Pace()));
            return Math.max(
                    pace.stanzas().took(1, partner.stanzaRate(), now),
                    pace.bytes().took(bytes, partner.byteRate(), now));
        }
    }

    Throttle(InboundParts parts, Reading reading) {
        this.parts = parts;
        this.reading = reading;
    }

    /// A stanza was taken.
    void took(Domain from, int bytes) {
        KnownPartner known = parts.facts().partners().find(from).orElse(null);
        if (known == null) {
            return;
        }
        long nanos = parts.paces().took(known.settings(), bytes, System.nanoTime());
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
        if (millis > 0) {
            end();
            reading.stop(Reading.Hindrance.TOO_FAST);
            timer = parts.vertx().setTimer(millis, id -> {
                timer = NOTHING;
                reading.goOn(Reading.Hindrance.TOO_FAST);
            });
        }
    }

    /// Waits for nothing any more.
    void end() {
        if (timer != NOTHING) {
            parts.vertx().cancelTimer(timer);
            timer = NOTHING;
        }
    }
}
