package org.rehome.gateway.api;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.FederationEvent.ContactAdded;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.contracts.event.FederationEvent.PartnerConfigured;
import org.rehome.contracts.event.FederationEvent.Rollout;
import org.rehome.gateway.Gateway;
import org.rehome.gateway.GatewayConfig;
import org.rehome.gateway.partner.EnablePreconditions;
import org.rehome.gateway.partner.EnablePreconditions.Missing;
import org.rehome.gateway.partner.Lifecycle;
import org.rehome.gateway.partner.Lifecycle.Step;
import org.rehome.gateway.partner.Lifecycle.Transition;
import org.rehome.gateway.partner.PartnerFile;
import org.rehome.gateway.partner.PartnerImport;
import org.rehome.gateway.partner.PartnerSettings;
import org.rehome.gateway.partner.Partners;
import org.rehome.gateway.route.Knowledge;
import org.rehome.rest.CsvBody;
import org.rehome.rest.EntityTags;
import org.rehome.rest.Problem;
import org.rehome.rest.Problem.FieldError;

/// Carries out what is asked of partners, one at a time: checks, publishes, and answers when the gateway itself knows
/// it.
@ApplicationScoped
class PartnerSteps {
    /// Links of a partner that was configured a moment ago are just being opened.
    private static final Duration LINKS_OPEN_WITHIN = Duration.ofSeconds(3);

    private static final Duration LOOK = Duration.ofMillis(50);

    /// A switch that takes longer is looked for by `GET`.
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);

    /// A way that is open is walked in a second.
    private static final Duration PROBED_WITHIN = Duration.ofSeconds(45);

    private static final String NOT_AWAITED = "gates: not awaited";

    private final RunningGateway gateway;
    private final Duration switchLimit;

    PartnerSteps(RunningGateway gateway, GatewayConfig config) {
        this.gateway = gateway;
        this.switchLimit = config.gateway().switchLimit();
    }

    record Configured(Lifecycle partner, boolean created) {}

    @FunctionalInterface
    private interface Work<T> {
        T run(Gateway running) throws InterruptedException, TimeoutException;
    }

    /// @throws Problem 404 when there is none
    Lifecycle existing(Domain domain) {
        return gateway.get()
                .known()
                .partners()
                .find(domain)
                .orElseThrow(() -> Problem.notFound("partner \"" + domain + "\""));
    }

    Configured configure(Partner settings, @Nullable String ifMatch) {
        return exclusively(running -> {
            check(settings, running.known());
            Optional<Lifecycle> current = running.known().partners().find(settings.domain());
            EntityTags.check(ifMatch, current.map(Lifecycle::version).orElse(0L));
            return current.isEmpty()
                    ? new Configured(running.partnerLog().publish(new PartnerConfigured(settings, 1)), true)
                    : new Configured(done(running, current.get(), new Step.Configure(settings)), false);
        });
    }

    /// Configures all partners of a file, or none.
    ///
    /// @param dryRun only says what it would come to
    PartnerImport configureAll(PartnerFile file, boolean dryRun) {
        return exclusively(running -> {
            PartnerImport imported =
                    PartnerImport.of(file, running.known().partners(), each -> isOurs(each, running.known()));
            if (!imported.flaws().isEmpty()) {
                throw CsvBody.refused(imported.flaws());
            }
            if (!dryRun) {
                running.partnerLog().publishAll(imported.events());
            }
            return imported;
        });
    }

    Lifecycle step(Domain domain, Step step, @Nullable String ifMatch) {
        return exclusively(running -> done(running, unchanged(domain, ifMatch), step));
    }

    /// Begins the switch to the edges, or changes the rollout. By force it is done at once, whatever is under way.
    Lifecycle enable(Domain domain, boolean force, @Nullable Rollout rollout, @Nullable String ifMatch) {
        List<Missing> closed = force ? List.of() : closed(domain);
        Instant until = force ? null : Instant.now().plus(switchLimit);
        return awaited(exclusively(running -> {
            Lifecycle current = unchanged(domain, ifMatch);
            // what its state does not allow needs no look at preconditions
            if (!(current.on(new Step.Enable(null, rollout, until)) instanceof Transition.Changed)) {
                return done(running, current, new Step.Enable(null, rollout, until));
            }
            List<Missing> missing = Stream.concat(missing(running, current.settings()).stream(), closed.stream())
                    .toList();
            if (!missing.isEmpty() && !force) {
                throw Problem.unprocessable(
                        missing.stream().map(Missing::name).collect(Collectors.joining(",")), text(missing));
            }
            String forced = missing.isEmpty() ? NOT_AWAITED : text(missing) + "; " + NOT_AWAITED;
            return done(running, current, new Step.Enable(force ? forced : null, rollout, until));
        }));
    }

    /// The ways to a partner of the legacy gateway that are closed: walked before anything of it is touched.
    private List<Missing> closed(Domain domain) {
        Lifecycle partner = existing(domain);
        if (!(partner instanceof Lifecycle.Legacy) && !(partner instanceof Lifecycle.Staged)) {
            return List.of();
        }
        Gateway running = gateway.get();
        return BrokerWork.done(() -> running.probes().closed(domain, PROBED_WITHIN), "nothing was changed").stream()
                .map(reason -> new Missing("probe", reason))
                .toList();
    }

    /// Begins the switch to the legacy gateway. By force it is done at once: what is held for the partner goes back to
    /// its senders.
    Lifecycle giveBack(Domain domain, boolean force, @Nullable String reason, @Nullable String ifMatch) {
        Instant until = force ? null : Instant.now().plus(switchLimit);
        return awaited(step(domain, new Step.Return(reason, until), ifMatch));
    }

    /// Waits for the end of a switch, for a while.
    private Lifecycle awaited(Lifecycle begun) {
        if (!(begun instanceof Lifecycle.Switching)) {
            return begun;
        }
        Gateway running = gateway.get();
        Domain domain = begun.settings().domain();
        try {
            running.signal()
                    .await(
                            () -> !(running.known().partners().find(domain).orElse(begun)
                                    instanceof Lifecycle.Switching),
                            ANSWERED_WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return running.known().partners().find(domain).orElse(begun);
    }

    void remove(Domain domain, @Nullable String ifMatch) {
        exclusively(running -> done(running, unchanged(domain, ifMatch), new Step.Remove()));
    }

    ContactsBody.Added seed(Domain domain, ContactsBody body) {
        return exclusively(running -> {
            Partner partner = existing(domain).settings();
            List<ContactAdded> contacts = body.checked(partner, running.known());
            int added = running.partnerLog().add(contacts);
            return new ContactsBody.Added(added, contacts(running.known(), partner));
        });
    }

    private Lifecycle unchanged(Domain domain, @Nullable String ifMatch) {
        Lifecycle current = existing(domain);
        EntityTags.check(ifMatch, current.version());
        return current;
    }

    private static Lifecycle done(Gateway running, Lifecycle current, Step step)
            throws InterruptedException, TimeoutException {
        return switch (current.on(step)) {
            case Transition.Changed(var event) -> running.partnerLog().publish(event);
            case Transition.Unchanged() -> current;
            case Transition.Removed() -> {
                running.partnerLog().remove(current.settings().domain());
                yield current;
            }
            case Transition.Illegal(var reason) -> throw Problem.conflict(reason, current.version());
        };
    }

    private static void check(Partner settings, Knowledge known) {
        List<FieldError> errors = PartnerSettings.check(settings).stream()
                .map(fault -> new FieldError(null, fault.field(), fault.reason()))
                .collect(Collectors.toCollection(java.util.ArrayList::new));
        for (Domain each : Partners.domains(settings)) {
            if (isOurs(each, known)) {
                String field = each.equals(settings.domain()) ? "domain" : "additionalDomains";
                errors.add(new FieldError(null, field, each + " is one of our own domains"));
            }
        }
        if (errors.size() == 1) {
            throw Problem.badRequest(
                    errors.getFirst().field(), errors.getFirst().reason());
        }
        if (!errors.isEmpty()) {
            String fields = errors.stream().map(FieldError::field).collect(Collectors.joining(", "));
            throw Problem.invalid("several settings are wrong: " + fields, errors);
        }
        Map<Domain, Domain> overlaps = known.partners().overlaps(settings);
        if (!overlaps.isEmpty()) {
            String whose = overlaps.entrySet().stream()
                    .map(each -> each.getKey() + " belongs to partner " + each.getValue())
                    .collect(Collectors.joining(", "));
            throw Problem.conflict(whose, null);
        }
    }

    private static boolean isOurs(Domain domain, Knowledge known) {
        return known.domains().contains(domain)
                || known.pools().all().stream().anyMatch(pool -> pool.domains().contains(domain));
    }

    private static List<Missing> missing(Gateway running, Partner partner) throws InterruptedException {
        Knowledge known = running.known();
        long deadline = System.nanoTime() + LINKS_OPEN_WITHIN.toNanos();
        List<String> down = running.links().down(partner);
        while (!down.isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(LOOK);
            down = running.links().down(partner);
        }
        List<Domain> locals = known.domains().all();
        return EnablePreconditions.missing(
                partner,
                new EnablePreconditions.Known(
                        known.policies().admitsAnybody(known.homes().grantedPolicies()),
                        locals,
                        known.certificates().uncovered(locals, Instant.now()),
                        contacts(known, partner),
                        down));
    }

    private static int contacts(Knowledge known, Partner partner) {
        return Partners.domains(partner).stream()
                .mapToInt(known.contacts()::count)
                .sum();
    }

    private static String text(List<Missing> missing) {
        return missing.stream().map(each -> each.name() + ": " + each.reason()).collect(Collectors.joining("; "));
    }

    private <T> T exclusively(Work<T> work) {
        Gateway running = gateway.get();
        ReentrantLock writing = running.partnerLog().writing();
        writing.lock();
        try {
            return BrokerWork.done(() -> work.run(running), "the change may still come, look again");
        } finally {
            writing.unlock();
        }
    }
}
