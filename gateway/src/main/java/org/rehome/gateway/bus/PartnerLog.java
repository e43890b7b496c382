package org.rehome.gateway.bus;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.rehome.backbone.event.EventPublisher;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.FederationEvent;
import org.rehome.contracts.event.FederationEvent.ContactAdded;
import org.rehome.contracts.event.FederationEvent.PartnerEvent;
import org.rehome.gateway.partner.ContactBook;
import org.rehome.gateway.partner.Lifecycle;
import org.rehome.gateway.partner.Lifecycle.Step;
import org.rehome.gateway.partner.Lifecycle.Transition;
import org.rehome.gateway.partner.Partners;

/// Writes partners to their compacted topic, which is the only place that keeps them. A change is done when it is
/// durable and this gateway's own facts have it. Callers hold the lock from reading a state to writing its
/// successor: the gateway is the single writer.
public final class PartnerLog {
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private final EventPublisher publisher;
    private final Partners partners;
    private final ContactBook contacts;
    private final Signal signal;
    private final ReentrantLock writing = new ReentrantLock();

    public PartnerLog(EventPublisher publisher, Partners partners, ContactBook contacts, Signal signal) {
        this.publisher = publisher;
        this.partners = partners;
        this.contacts = contacts;
        this.signal = signal;
    }

    /// Held by whoever reads a state and writes its successor.
    public ReentrantLock writing() {
        return writing;
    }

    /// Takes a partner a step on.
    ///
    /// @return what the step came to; what it changes is published
    /// @throws TimeoutException when the broker does not answer in time; the change may still come
    Transition step(Lifecycle current, Step step) throws InterruptedException, TimeoutException {
        writing.lock();
        try {
            boolean asBefore = find(current.settings().domain())
                    .filter(now -> now.version() == current.version())
                    .isPresent();
            Transition transition = asBefore
                    ? current.on(step)
                    : new Transition.Illegal("partner " + current.settings().domain() + " has changed meanwhile");
            if (transition instanceof Transition.Changed(var event)) {
                publish(event);
            }
            return transition;
        } finally {
            writing.unlock();
        }
    }

    /// @return the state that the event led to
    /// @throws TimeoutException when the broker does not answer in time; the change may still come
    public Lifecycle publish(PartnerEvent event) throws InterruptedException, TimeoutException {
        Domain domain = event.partner().domain();
        durable(publisher.publish(Topics.FEDERATION, event));
        awaitFacts(() -> partners.find(domain).map(Lifecycle::version).orElse(0L) >= event.version());
        return partners.find(domain).orElseThrow(() -> new IllegalStateException("partner " + domain + " is gone"));
    }

    /// Many partners at a time.
    ///
    /// @throws TimeoutException when the broker does not answer in time; some changes may still come
    public void publishAll(List<PartnerEvent> changes) throws InterruptedException, TimeoutException {
        durable(changes);
        awaitFacts(() -> changes.stream().allMatch(each -> find(each.partner().domain())
                .filter(known -> known.version() >= each.version())
                .isPresent()));
    }

    /// @throws TimeoutException when the broker does not answer in time; the change may still come
    public void remove(Domain domain) throws InterruptedException, TimeoutException {
        durable(publisher.remove(Topics.FEDERATION, Partners.key(domain)));
        awaitFacts(() -> partners.find(domain).isEmpty());
    }

    /// Adds contacts that are not known yet.
    ///
    /// @return how many were new
    /// @throws TimeoutException when the broker does not answer in time; some may still come
    public int add(Collection<ContactAdded> seeds) throws InterruptedException, TimeoutException {
        List<ContactAdded> fresh = seeds.stream()
                .distinct()
                .filter(each -> !contacts.has(each.user(), each.contact()))
                .toList();
        durable(fresh);
        awaitFacts(() -> fresh.stream().allMatch(each -> contacts.has(each.user(), each.contact())));
        return fresh.size();
    }

    /// Publishes all at once, and waits until they are durable.
    private void durable(List<? extends FederationEvent> events) throws InterruptedException, TimeoutException {
        List<CompletableFuture<Void>> published = events.stream()
                .map(each -> publisher.publish(Topics.FEDERATION, each))
                .toList();
        for (CompletableFuture<Void> each : published) {
            durable(each);
        }
    }

    /// Waits until it is durable.
    static void durable(CompletableFuture<Void> published) throws InterruptedException, TimeoutException {
        try {
            published.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the change could not be published", e.getCause());
        }
    }

    /// Gives an order: it is durable, and this gateway has read it.
    ///
    /// @param read whether its own facts have the order, or a later one
    /// @throws TimeoutException when the broker does not answer in time; the order may still come
    static void give(EventPublisher events, Signal signal, FederationEvent order, BooleanSupplier read)
            throws InterruptedException, TimeoutException {
        durable(events.publish(Topics.FEDERATION, order));
        if (!signal.await(read, LIMIT)) {
            throw new TimeoutException("the order did not come back in " + LIMIT.toSeconds() + " s");
        }
    }

    private void awaitFacts(BooleanSupplier known) throws InterruptedException, TimeoutException {
        if (!signal.await(known, LIMIT)) {
            throw new TimeoutException("the facts did not come back in " + LIMIT.toSeconds() + " s");
        }
    }

    public Optional<Lifecycle> find(Domain domain) {
        return partners.find(domain);
    }
}
