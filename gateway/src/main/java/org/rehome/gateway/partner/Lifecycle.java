package org.rehome.gateway.partner;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.event.FederationEvent.FederationEnabled;
import org.rehome.contracts.event.FederationEvent.FederationPaused;
import org.rehome.contracts.event.FederationEvent.FederationReturned;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.contracts.event.FederationEvent.PartnerConfigured;
import org.rehome.contracts.event.FederationEvent.PartnerEvent;
import org.rehome.contracts.event.FederationEvent.PartnerStaged;
import org.rehome.contracts.event.FederationEvent.Rollout;

/// Where a partner is on its way from the legacy gateway to this one and back. A step gives the event that
/// takes the partner on; a step that its state does not allow is a value that says why.
public sealed interface Lifecycle {
    Partner settings();

    long version();

    /// The name in REST and logs.
    String name();

    /// The traffic is the legacy gateway's.
    ///
    /// @param returned true when it had been enabled before
    /// @param reason why it was returned; null when nobody said, or it was never enabled
    record Legacy(
            Partner settings,
            long version,
            boolean returned,
            @Nullable String reason) implements Lifecycle {
        @Override
        public String name() {
            return "legacy";
        }
    }

    /// The traffic is the legacy gateway's while the switch is being prepared.
    record Staged(Partner settings, long version) implements Lifecycle {
        @Override
        public String name() {
            return "staged";
        }
    }

    /// The traffic is ours.
    ///
    /// @param forced what was missing when it was enabled by force; null when nothing was
    /// @param rollout whose outbound traffic is ours; null: everybody's
    record Enabled(
            Partner settings,
            long version,
            @Nullable String forced,
            @Nullable Rollout rollout) implements Lifecycle {
        @Override
        public String name() {
            return "enabled";
        }
    }

    /// The traffic is ours, and waits.
    ///
    /// @param rollout whose outbound traffic was ours, and will be again; null: everybody's
    record Paused(
            Partner settings,
            long version,
            @Nullable String reason,
            @Nullable Rollout rollout) implements Lifecycle {
        @Override
        public String name() {
            return "paused";
        }
    }

    /// What an operator asks for.
    sealed interface Step {
        /// @param forced what is missing and overridden; null when nothing is missing
        ///
        /// @param rollout whose outbound traffic follows; null: everybody's
        record Enable(@Nullable String forced, @Nullable Rollout rollout) implements Step {}

        record Stage() implements Step {}

        record Pause(@Nullable String reason) implements Step {}

        record Resume() implements Step {}

        record Return(@Nullable String reason) implements Step {}

        record Configure(Partner settings) implements Step {}

        record Remove() implements Step {}
    }

    /// What a step comes to.
    sealed interface Transition {
        /// The event to publish; it carries the next version.
        record Changed(PartnerEvent event) implements Transition {}

        /// The partner is there already.
        record Unchanged() implements Transition {}

        /// The partner is to be removed.
        record Removed() implements Transition {}

        /// The state does not allow the step.
        ///
        /// @param reason what is the case and what to do first
        record Illegal(String reason) implements Transition {}
    }

    /// The state that the last event of a partner tells of.
    static Lifecycle of(PartnerEvent event) {
        return switch (event) {
            case PartnerConfigured(var partner, var version) -> new Legacy(partner, version, false, null);
            case PartnerStaged(var partner, var version) -> new Staged(partner, version);
            case FederationEnabled(var partner, var version, var forced, var rollout) ->
                new Enabled(partner, version, forced, rollout);
            case FederationPaused(var partner, var version, var reason, var rollout) ->
                new Paused(partner, version, reason, rollout);
            case FederationReturned(var partner, var version, var reason) -> new Legacy(partner, version, true, reason);
        };
    }

    default Transition on(Step step) {
        return switch (step) {
            case Step.Stage() -> stage();
            case Step.Enable(var forced, var rollout) -> enable(forced, rollout);
            case Step.Pause(var reason) -> pause(reason);
            case Step.Resume() -> resume();
            case Step.Return(var reason) -> giveBack(reason);
            case Step.Configure(var settings) -> configure(settings);
            case Step.Remove() -> remove();
        };
    }

    private Transition stage() {
        return switch (this) {
            case Legacy _ -> new Transition.Changed(new PartnerStaged(settings(), version() + 1));
            case Staged _ -> new Transition.Unchanged();
            case Enabled _, Paused _ -> illegal("is " + name() + ": return it to the legacy gateway first");
        };
    }

    private Transition enable(@Nullable String forced, @Nullable Rollout rollout) {
        long next = version() + 1;
        return switch (this) {
            case Legacy _, Staged _ -> new Transition.Changed(new FederationEnabled(settings(), next, forced, rollout));
            case Enabled enabled ->
                Objects.equals(enabled.rollout(), rollout)
                        ? new Transition.Unchanged()
                        : new Transition.Changed(new FederationEnabled(
                                settings(), next, forced == null ? enabled.forced() : forced, rollout));
            case Paused _ -> illegal("is paused: resume it");
        };
    }

    private Transition pause(@Nullable String reason) {
        return switch (this) {
            case Legacy _, Staged _ -> illegal("is the legacy gateway's: only an enabled partner can be paused");
            case Enabled enabled ->
                new Transition.Changed(new FederationPaused(settings(), version() + 1, reason, enabled.rollout()));
            case Paused _ -> new Transition.Unchanged();
        };
    }

    private Transition resume() {
        return switch (this) {
            case Legacy _, Staged _ -> illegal("is the legacy gateway's: enable it");
            case Enabled _ -> new Transition.Unchanged();
            case Paused paused ->
                new Transition.Changed(new FederationEnabled(settings(), version() + 1, null, paused.rollout()));
        };
    }

    private Transition giveBack(@Nullable String reason) {
        return switch (this) {
            case Legacy _ -> new Transition.Unchanged();
            case Staged _, Enabled _, Paused _ ->
                new Transition.Changed(new FederationReturned(settings(), version() + 1, reason));
        };
    }

    private Transition configure(Partner settings) {
        if (settings.equals(settings())) {
            return new Transition.Unchanged();
        }
        long next = version() + 1;
        return new Transition.Changed(
                switch (this) {
                    case Legacy legacy ->
                        legacy.returned()
                                ? new FederationReturned(settings, next, legacy.reason())
                                : new PartnerConfigured(settings, next);
                    case Staged _ -> new PartnerStaged(settings, next);
                    case Enabled enabled -> new FederationEnabled(settings, next, enabled.forced(), enabled.rollout());
                    case Paused paused -> new FederationPaused(settings, next, paused.reason(), paused.rollout());
                });
    }

    private Transition remove() {
        return switch (this) {
            case Legacy _ -> new Transition.Removed();
            case Staged _, Enabled _, Paused _ -> illegal("is " + name() + ": return it to the legacy gateway first");
        };
    }

    private Transition illegal(String reason) {
        return new Transition.Illegal("partner " + settings().domain() + " " + reason);
    }
}
