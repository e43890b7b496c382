package org.rehome.gateway.bus;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.event.EventPublisher;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.FederationEvent.PresenceRepairOrdered;
import org.rehome.contracts.event.FederationEvent.PresenceRepairReported;
import org.rehome.contracts.event.FederationEvent.RepairCounts;
import org.rehome.gateway.hook.PresenceRepair;
import org.rehome.gateway.partner.Lifecycle;
import org.rehome.gateway.partner.Partners;
import org.rehome.gateway.route.Knowledge;

/// Carries out orders to repair the presence of all users and their contacts at a partner, some users at a time, no
/// faster than the pace. One gateway of all does so at a time; where it dies the next goes on from its last report, and
/// so asks about a second's users again.
public final class PartnerRepairs implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PartnerRepairs.class);
    private static final int AT_ONCE = 50;
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration REPORTED_EVERY = Duration.ofSeconds(1);

    private final Knowledge known;
    private final PresenceRepair repair;
    private final EventPublisher events;
    private final Signal signal;
    private final int pace;
    private final BooleanSupplier ours;
    private final Map<Domain, Course> courses = new HashMap<>();
    private final Thread thread;
    private volatile boolean closed;

    /// @param pace how many stanzas a second, on average, pools send because of it
    /// @param ours whether this gateway is the one
    public PartnerRepairs(
            Knowledge known,
            PresenceRepair repair,
            EventPublisher events,
            Signal signal,
            int pace,
            BooleanSupplier ours) {
        if (pace < 1) {
            throw new IllegalArgumentException("rehome.gateway.repair-rate is " + pace + "; it is at least 1");
        }
        this.known = known;
        this.repair = repair;
        this.events = events;
        this.signal = signal;
        this.pace = pace;
        this.ours = ours;
        this.thread = Thread.ofVirtual().name("repairs").start(this::run);
    }

    /// Gives the order. It replaces the one before of the same partner.
    ///
    /// @throws TimeoutException when the broker does not answer in time; the order may still come
    public PresenceRepairOrdered order(Domain partner) throws InterruptedException, TimeoutException {
        PresenceRepairOrdered order =
                new PresenceRepairOrdered(partner, Instant.now().truncatedTo(ChronoUnit.MILLIS));
        PartnerLog.give(events, signal, order, () -> known.repairs()
                .order(partner)
                .filter(now -> !now.at().isBefore(order.at()))
                .isPresent());
        return order;
    }

    /// An order on its way: whom it is about, in the order of addresses, and who is next.
    private static final class Course {
        private final PresenceRepairOrdered order;
        private final List<String> users;
        private int next;
        private RepairCounts counts;
        private @Nullable String waitsFor;
        private Instant reported = Instant.MIN;
        private boolean ended;

        Course(PresenceRepairOrdered order, List<String> users, Optional<PresenceRepairReported> before) {
            this.order = order;
            this.users = users;
            this.counts = before.map(PresenceRepairReported::counts).orElse(new RepairCounts(0, 0, 0, 0));
            String after =
                    before.map(PresenceRepairReported::after).map(Jid::toString).orElse("");
            while (next < users.size() && users.get(next).compareTo(after) <= 0) {
                next++;
            }
        }

        List<Jid> batch() {
            return users.subList(next, Math.min(users.size(), next + AT_ONCE)).stream()
                    .map(Jid::parse)
                    .toList();
        }

        PresenceRepairReported report() {
            Jid after = next == 0 ? null : Jid.parse(users.get(next - 1));
            return new PresenceRepairReported(
                    order.partner(), order.at(), next >= users.size(), after, counts, waitsFor);
        }
    }

    private void run() {
        try {
            while (!closed) {
                long seen = signal.now();
                if (!look()) {
                    signal.awaitChange(seen, LOOK);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("repairs stopped");
        }
    }

    /// @return whether there is more to do
    private boolean look() throws InterruptedException {
        if (!ours.getAsBoolean()) {
            courses.clear();
            return false;
        }
        boolean more = false;
        for (PresenceRepairOrdered order : known.repairs().open()) {
            try {
                more |= goOn(order);
            } catch (TimeoutException | KafkaException | IllegalStateException e) {
                LOG.warnf("repair not carried on, tried again partner=%s error=%s", order.partner(), e.getMessage());
                courses.remove(order.partner());
                Thread.sleep(AGAIN);
            }
        }
        return more;
    }

    private boolean goOn(PresenceRepairOrdered order) throws InterruptedException, TimeoutException {
        Optional<Lifecycle> partner = known.partners().find(order.partner());
        if (partner.isEmpty()) {
            PartnerLog.durable(events.remove(Topics.FEDERATION, order.key()));
            PartnerLog.durable(events.remove(Topics.FEDERATION, PresenceRepairReported.key(order.partner())));
            return false;
        }
        Course course = courses.compute(
                order.partner(), (name, now) -> now != null && now.order.equals(order) ? now : begin(order));
        if (course.ended) {
            // its last report has not come back yet
            return false;
        }
        List<Jid> batch = course.batch();
        PresenceRepair.Batch done =
                repair.all(batch, Partners.domains(partner.get().settings()));
        boolean waited = course.waitsFor != null;
        course.waitsFor = done.waitsFor();
        if (done.waitsFor() == null) {
            course.next += batch.size();
            course.counts = PresenceRepair.plus(course.counts, done.counts());
        }
        report(course, waited != (course.waitsFor != null));
        Thread.sleep(course.waitsFor != null ? AGAIN : pause(done.counts()));
        return true;
    }

    private Course begin(PresenceRepairOrdered order) {
        List<String> users = StreamSupport.stream(known.homes().users().spliterator(), false)
                .sorted()
                .toList();
        Optional<PresenceRepairReported> before = known.repairs().report(order);
        LOG.infof(
                "repair of presence partner=%s users=%d after=%s",
                order.partner(),
                users.size(),
                before.map(PresenceRepairReported::after).orElse(null));
        return new Course(order, users, before);
    }

    private void report(Course course, boolean changed) throws InterruptedException, TimeoutException {
        PresenceRepairReported report = course.report();
        Instant now = Instant.now();
        if (changed || report.done() || course.reported.plus(REPORTED_EVERY).isBefore(now)) {
            PartnerLog.durable(events.publish(Topics.FEDERATION, report));
            course.reported = now;
            course.ended = report.done();
        }
    }

    private Duration pause(RepairCounts counts) {
        return Duration.ofMillis((counts.asked() + counts.told()) * 1_000 / pace);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
