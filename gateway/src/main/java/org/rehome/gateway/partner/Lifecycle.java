package org.rehome.gateway.partner;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.event.FederationEvent.Before;
import org.rehome.contracts.event.FederationEvent.Closed;
import org.rehome.contracts.event.FederationEvent.FederationEnabled;
import org.rehome.contracts.event.FederationEvent.FederationPaused;
import org.rehome.contracts.event.FederationEvent.FederationReturned;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.contracts.event.FederationEvent.PartnerConfigured;
import org.rehome.contracts.event.FederationEvent.PartnerEvent;
import org.rehome.contracts.event.FederationEvent.PartnerStaged;
import org.rehome.contracts.event.FederationEvent.PartnerSwitching;
import org.rehome.contracts.event.FederationEvent.Rollout;
import org.rehome.contracts.event.FederationEvent.Side;
import org.rehome.contracts.event.FederationEvent.Stage;

/// Where a partner is on its way from the legacy gateway to this one and back. A step gives the event that
/// takes the partner on; a step that its state does not allow is a value that says why.
public sealed interface Lifecycle {
    Partner settings();

    long version();

    /// The name in REST and logs.
    String name();

    /// What still comes by the legacy gateway is refused; null: it is delivered, as in every state in
    /// which the traffic is not ours for certain.
    default @Nullable Closed oldWayClosed() {
        return null;
    }

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
            @Nullable Rollout rollout,
            @Nullable Closed oldWayClosed)
            implements Lifecycle {
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
            @Nullable Rollout rollout,
            @Nullable Closed oldWayClosed)
            implements Lifecycle {
        @Override
        public String name() {
            return "paused";
        }
    }

    /// The traffic is on its way from one side to the other.
    record Switching(PartnerSwitching event) implements Lifecycle {
        @Override
        public Partner settings() {
            return event.partner();
        }

        @Override
        public long version() {
            return event.version();
        }

        @Override
        public String name() {
            return "switching";
        }
    }

    /// What is asked for: by an operator, and of a switch by who carries it out.
    sealed interface Step {
        /// @param forced what is missing and overridden; null when nothing is missing
        /// @param rollout whose outbound traffic follows; null: everybody's
        /// @param until how long the switch may take; null: it waits for nothing
        record Enable(
                @Nullable String forced,
                @Nullable Rollout rollout,
                @Nullable Instant until) implements Step {}

        record Stage() implements Step {}

        record Pause(@Nullable String reason) implements Step {}

        record Resume() implements Step {}

        /// @param until how long the switch may take; null: it waits for nothing
        record Return(@Nullable String reason, @Nullable Instant until) implements Step {}

        /// What the partner still sends by the legacy gateway is to be refused.
        record CloseOldWay(Closed closed) implements Step {}

        /// It is to be delivered again.
        record OpenOldWay() implements Step {}

        /// A switch has passed the gates of its stage.
        record Advance() implements Step {}

        /// A switch ends where it began.
        record GoBack() implements Step {}

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
            case FederationEnabled(var partner, var version, var forced, var rollout, var closed) ->
                new Enabled(partner, version, forced, rollout, closed);
            case FederationPaused(var partner, var version, var reason, var rollout, var closed) ->
                new Paused(partner, version, reason, rollout, closed);
            case FederationReturned(var partner, var version, var reason) -> new Legacy(partner, version, true, reason);
            case PartnerSwitching switching -> new Switching(switching);
        };
    }

    default Transition on(Step step) {
        return switch (step) {
            case Step.Stage() -> stage();
            case Step.Enable enable -> enable(enable);
            case Step.Pause(var reason) -> pause(reason);
            case Step.Resume() -> resume();
            case Step.Return(var reason, var until) -> giveBack(reason, until);
            case Step.CloseOldWay(var closed) -> closeOldWay(closed);
            case Step.OpenOldWay() -> openOldWay();
            case Step.Advance() -> advance();
            case Step.GoBack() -> goBack();
            case Step.Configure(var settings) -> configure(settings);
            case Step.Remove() -> remove();
        };
    }

    private Transition stage() {
        return switch (this) {
            case Legacy _ -> new Transition.Changed(new PartnerStaged(settings(), version() + 1));
            case Staged _ -> new Transition.Unchanged();
            case Enabled _, Paused _ -> illegal("is " + name() + ": return it to the legacy gateway first");
            case Switching _ -> beingSwitched();
        };
    }

    private Transition enable(Step.Enable step) {
        long next = version() + 1;
        FederationEnabled enabled = new FederationEnabled(settings(), next, step.forced(), step.rollout());
        return switch (this) {
            case Legacy _, Staged _ ->
                new Transition.Changed(
                        step.until() == null
                                ? enabled
                                : new PartnerSwitching(
                                        settings(),
                                        next,
                                        Side.Edge,
                                        Stage.Inbound,
                                        before(),
                                        step.rollout(),
                                        step.forced(),
                                        null,
                                        step.until()));
            case Enabled now ->
                Objects.equals(now.rollout(), step.rollout())
                        ? new Transition.Unchanged()
                        : new Transition.Changed(new FederationEnabled(
                                settings(),
                                next,
                                step.forced() == null ? now.forced() : step.forced(),
                                step.rollout(),
                                now.oldWayClosed()));
            case Paused _ -> illegal("is paused: resume it");
            case Switching(var event) -> {
                if (event.to() == Side.Edge && step.until() == null) {
                    yield new Transition.Changed(enabled);
                }
                yield event.to() == Side.Edge && Objects.equals(event.rollout(), step.rollout())
                        ? new Transition.Unchanged()
                        : beingSwitched();
            }
        };
    }

    private Transition pause(@Nullable String reason) {
        return switch (this) {
            case Legacy _, Staged _ -> illegal("is the legacy gateway's: only an enabled partner can be paused");
            case Enabled enabled ->
                new Transition.Changed(new FederationPaused(
                        settings(), version() + 1, reason, enabled.rollout(), enabled.oldWayClosed()));
            case Paused _ -> new Transition.Unchanged();
            case Switching _ -> beingSwitched();
        };
    }

    private Transition resume() {
        return switch (this) {
            case Legacy _, Staged _ -> illegal("is the legacy gateway's: enable it");
            case Enabled _ -> new Transition.Unchanged();
            case Paused paused ->
                new Transition.Changed(new FederationEnabled(
                        settings(), version() + 1, null, paused.rollout(), paused.oldWayClosed()));
            case Switching _ -> beingSwitched();
        };
    }

    private Transition giveBack(@Nullable String reason, @Nullable Instant until) {
        long next = version() + 1;
        FederationReturned returned = new FederationReturned(settings(), next, reason);
        return switch (this) {
            case Legacy _ -> new Transition.Unchanged();
            case Staged _ -> new Transition.Changed(returned);
            case Enabled _, Paused _ ->
                new Transition.Changed(
                        until == null
                                ? returned
                                : new PartnerSwitching(
                                        settings(),
                                        next,
                                        Side.Legacy,
                                        Stage.Outbound,
                                        before(),
                                        null,
                                        null,
                                        reason,
                                        until));
            case Switching(var event) -> {
                if (until == null) {
                    yield new Transition.Changed(returned);
                }
                yield event.to() == Side.Edge ? goBack() : new Transition.Unchanged();
            }
        };
    }

    private Transition closeOldWay(Closed closed) {
        return switch (this) {
            case Legacy _, Staged _ -> illegal("is the legacy gateway's: the old way is its only one");
            case Enabled enabled ->
                oldWayClosed() == null
                        ? new Transition.Changed(new FederationEnabled(
                                settings(), version() + 1, enabled.forced(), enabled.rollout(), closed))
                        : new Transition.Unchanged();
            case Paused _ -> illegal("is paused: resume it");
            case Switching _ -> beingSwitched();
        };
    }

    private Transition openOldWay() {
        if (this instanceof Switching) {
            return beingSwitched();
        }
        if (oldWayClosed() == null) {
            return new Transition.Unchanged();
        }
        Before now = before();
        Before open = new Before(now.state(), now.rollout(), now.forced(), now.reason());
        return new Transition.Changed(restored(settings(), open, version() + 1));
    }

    private Transition advance() {
        if (!(this instanceof Switching(var event))) {
            return illegal("is " + name() + ": there is no switch");
        }
        long next = version() + 1;
        if (event.to() == Side.Edge) {
            return new Transition.Changed(
                    new FederationEnabled(event.partner(), next, event.forced(), event.rollout()));
        }
        return new Transition.Changed(
                switch (event.stage()) {
                    case Outbound -> again(event, event.partner(), Stage.Inbound);
                    case Inbound -> new FederationReturned(event.partner(), next, event.reason());
                });
    }

    /// The same switch, a version on.
    private static PartnerSwitching again(PartnerSwitching event, Partner settings, Stage stage) {
        return new PartnerSwitching(
                settings,
                event.version() + 1,
                event.to(),
                stage,
                event.before(),
                event.rollout(),
                event.forced(),
                event.reason(),
                event.until());
    }

    private Transition goBack() {
        return this instanceof Switching(var event)
                ? new Transition.Changed(restored(event.partner(), event.before(), version() + 1))
                : illegal("is " + name() + ": there is no switch");
    }

    private Before before() {
        return switch (this) {
            case Legacy legacy -> new Before(legacy.returned() ? "returned" : "legacy", null, null, legacy.reason());
            case Staged _ -> new Before("staged", null, null, null);
            case Enabled enabled -> new Before("enabled", enabled.rollout(), enabled.forced(), null, oldWayClosed());
            case Paused paused -> new Before("paused", paused.rollout(), null, paused.reason(), oldWayClosed());
            case Switching(var event) -> event.before();
        };
    }

    private static PartnerEvent restored(Partner partner, Before before, long version) {
        return switch (before.state()) {
            case "returned" -> new FederationReturned(partner, version, before.reason());
            case "staged" -> new PartnerStaged(partner, version);
            case "enabled" ->
                new FederationEnabled(partner, version, before.forced(), before.rollout(), before.oldWayClosed());
            case "paused" ->
                new FederationPaused(partner, version, before.reason(), before.rollout(), before.oldWayClosed());
            default -> new PartnerConfigured(partner, version);
        };
    }

    private Transition configure(Partner settings) {
        if (settings.equals(settings())) {
            return new Transition.Unchanged();
        }
        return new Transition.Changed(
                this instanceof Switching(var event)
                        ? again(event, settings, event.stage())
                        : restored(settings, before(), version() + 1));
    }

    private Transition remove() {
        return switch (this) {
            case Legacy _ -> new Transition.Removed();
            case Staged _, Enabled _, Paused _ -> illegal("is " + name() + ": return it to the legacy gateway first");
            case Switching _ -> beingSwitched();
        };
    }

    private Transition beingSwitched() {
        return illegal("is being switched: wait for its end, or return it");
    }

    private Transition illegal(String reason) {
        return new Transition.Illegal("partner " + settings().domain() + " " + reason);
    }
}
