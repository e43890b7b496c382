package org.rehome.gateway.partner;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.csv.Flaws;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.contracts.event.FederationEvent.PartnerConfigured;
import org.rehome.contracts.event.FederationEvent.PartnerEvent;
import org.rehome.gateway.partner.Lifecycle.Step;
import org.rehome.gateway.partner.Lifecycle.Transition;

/// What a file of partners comes to: all of it, or nothing when there is a flaw.
public record PartnerImport(List<Entry> entries, Flaws flaws) {

    /// What becomes of a partner.
    public enum Outcome {
        CREATED,
        CHANGED,
        UNCHANGED
    }

    /// @param event to be published; null when nothing changes
    public record Entry(
            int line,
            Partner settings,
            Outcome outcome,
            @Nullable PartnerEvent event) {}

    /// @param ours whether a domain is one of our own
    public static PartnerImport of(PartnerFile file, Partners partners, Predicate<Domain> ours) {
        Flaws flaws = new Flaws();
        flaws.addAll(file.flaws());
        List<Entry> entries = new ArrayList<>();
        for (PartnerFile.Line line : file.lines()) {
            Optional<Lifecycle> known = partners.find(line.domain());
            Partner now = known.map(Lifecycle::settings).orElseGet(() -> PartnerSettings.defaults(line.domain()));
            int before = flaws.total();
            Partner settings = new LineSettings(line, now, flaws).read();
            check(line.number(), settings, ours, flaws);
            if (flaws.total() == before) {
                entries.add(entry(line.number(), settings, known.orElse(null)));
            }
        }
        checkOverlaps(entries, partners, flaws);
        return new PartnerImport(entries, flaws);
    }

    /// In the order of the file.
    public List<PartnerEvent> events() {
        return entries.stream()
                .flatMap(each -> Optional.ofNullable(each.event()).stream())
                .toList();
    }

    private static void check(int line, Partner settings, Predicate<Domain> ours, Flaws flaws) {
        PartnerSettings.check(settings).forEach(fault -> flaws.add(line, fault.field(), fault.reason()));
        Partners.domains(settings).stream()
                .filter(ours)
                .forEach(each -> flaws.add(line, field(settings, each), each + " is one of our own domains"));
    }

    private static Entry entry(int line, Partner settings, @Nullable Lifecycle known) {
        if (known == null) {
            return new Entry(line, settings, Outcome.CREATED, new PartnerConfigured(settings, 1));
        }
        return switch (known.on(new Step.Configure(settings))) {
            case Transition.Changed(var event) -> new Entry(line, settings, Outcome.CHANGED, event);
            case Transition.Unchanged() -> new Entry(line, settings, Outcome.UNCHANGED, null);
            case Transition.Removed(), Transition.Illegal _ ->
                throw new IllegalStateException("settings may change in every state");
        };
    }

    /// No domain may belong to two partners once all of the file is done.
    private static void checkOverlaps(List<Entry> entries, Partners partners, Flaws flaws) {
        Set<Domain> inFile = new HashSet<>();
        entries.forEach(each -> inFile.add(each.settings().domain()));
        Map<Domain, Domain> owners = new HashMap<>();
        partners.all().stream()
                .map(Lifecycle::settings)
                .filter(each -> !inFile.contains(each.domain()))
                .forEach(each -> Partners.domains(each).forEach(domain -> owners.put(domain, each.domain())));
        for (Entry each : entries) {
            Domain main = each.settings().domain();
            for (Domain domain : Partners.domains(each.settings())) {
                Domain owner = owners.putIfAbsent(domain, main);
                if (owner != null && !owner.equals(main)) {
                    flaws.add(each.line(), field(each.settings(), domain), domain + " belongs to partner " + owner);
                }
            }
        }
    }

    private static String field(Partner settings, Domain domain) {
        return domain.equals(settings.domain()) ? "domain" : "additionalDomains";
    }
}
