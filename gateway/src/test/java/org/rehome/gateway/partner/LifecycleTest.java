package org.rehome.gateway.partner;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
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
import org.rehome.gateway.partner.Lifecycle.Step;
import org.rehome.gateway.partner.Lifecycle.Transition;

@DisplayName("A partner's way from the legacy gateway and back")
class LifecycleTest {
    private static final Partner PARTNER = Samples.partner("partner1.test");
    private static final Partner OTHER_SETTINGS = Samples.partner("partner1.test", PARTNER.partnerType(), "more.test");

    private static final Rollout ROLLOUT = new Rollout(List.of(), 10);

    private static final Instant UNTIL = Instant.parse("2026-01-01T00:00:30Z");

    private static final Closed CLOSED = new Closed(UNTIL, "its servers find the edge");

    private static final Map<String, PartnerEvent> STATES = Map.ofEntries(
            Map.entry("configured", new PartnerConfigured(PARTNER, 7)),
            Map.entry("staged", new PartnerStaged(PARTNER, 7)),
            Map.entry("enabled", new FederationEnabled(PARTNER, 7, "links: down")),
            Map.entry("rolled out", new FederationEnabled(PARTNER, 7, null, ROLLOUT)),
            Map.entry("paused", new FederationPaused(PARTNER, 7, "maintenance")),
            Map.entry("returned", new FederationReturned(PARTNER, 7, "trouble")),
            Map.entry("entering", switching(Side.Edge, Stage.Inbound, new Before("staged", null, null, null))),
            Map.entry(
                    "leaving",
                    switching(Side.Legacy, Stage.Outbound, new Before("enabled", ROLLOUT, "links: down", null))),
            Map.entry("left", switching(Side.Legacy, Stage.Inbound, new Before("paused", null, null, "maintenance"))),
            Map.entry("closed", new FederationEnabled(PARTNER, 7, null, ROLLOUT, CLOSED)),
            Map.entry("closed and paused", new FederationPaused(PARTNER, 7, "maintenance", null, CLOSED)));

    private static final Map<String, Step> STEPS = Map.ofEntries(
            Map.entry("stage", new Step.Stage()),
            Map.entry("enable", new Step.Enable(null, null, UNTIL)),
            Map.entry("roll out", new Step.Enable(null, ROLLOUT, UNTIL)),
            Map.entry("force enable", new Step.Enable("gates", null, null)),
            Map.entry("pause", new Step.Pause("why")),
            Map.entry("resume", new Step.Resume()),
            Map.entry("return", new Step.Return("why", UNTIL)),
            Map.entry("force return", new Step.Return("why", null)),
            Map.entry("close", new Step.CloseOldWay(CLOSED)),
            Map.entry("open", new Step.OpenOldWay()),
            Map.entry("advance", new Step.Advance()),
            Map.entry("go back", new Step.GoBack()),
            Map.entry("configure", new Step.Configure(OTHER_SETTINGS)),
            Map.entry("remove", new Step.Remove()));

    private static PartnerSwitching switching(Side to, Stage stage, Before before) {
        return new PartnerSwitching(PARTNER, 7, to, stage, before, null, null, "why", UNTIL);
    }

    private static Lifecycle state(String name) {
        return Lifecycle.of(java.util.Objects.requireNonNull(STATES.get(name)));
    }

    private static Step step(String name) {
        return java.util.Objects.requireNonNull(STEPS.get(name));
    }

    @ParameterizedTest(name = "{0}: {1} leads to {2}")
    @CsvSource(delimiter = '|', textBlock = """
            configured | stage     | PartnerStaged
            returned   | stage     | PartnerStaged
            staged     | stage     | unchanged
            enabled    | stage     | illegal: return it to the legacy gateway first
            paused     | stage     | illegal: return it to the legacy gateway first
            staged     | enable    | PartnerSwitching
            staged     | pause     | illegal: only an enabled partner can be paused
            staged     | resume    | illegal: enable it
            staged     | return    | FederationReturned
            staged     | configure | PartnerStaged
            staged     | remove    | illegal: return it to the legacy gateway first
            staged     | roll out  | PartnerSwitching
            enabled    | roll out  | FederationEnabled
            rolled out | roll out  | unchanged
            rolled out | enable    | FederationEnabled
            rolled out | pause     | FederationPaused
            configured | enable    | PartnerSwitching
            returned   | enable    | PartnerSwitching
            enabled    | enable    | unchanged
            paused     | enable    | illegal: resume it
            configured | pause     | illegal: only an enabled partner can be paused
            returned   | pause     | illegal: only an enabled partner can be paused
            enabled    | pause     | FederationPaused
            paused     | pause     | unchanged
            configured | resume    | illegal: enable it
            returned   | resume    | illegal: enable it
            enabled    | resume    | unchanged
            paused     | resume    | FederationEnabled
            configured | return    | unchanged
            returned   | return    | unchanged
            enabled    | return    | PartnerSwitching
            paused     | return    | PartnerSwitching
            configured | configure | PartnerConfigured
            returned   | configure | FederationReturned
            enabled    | configure | FederationEnabled
            paused     | configure | FederationPaused
            configured | remove    | removed
            returned   | remove    | removed
            enabled    | remove    | illegal: return it to the legacy gateway first
            paused     | remove    | illegal: return it to the legacy gateway first
            configured | force enable | FederationEnabled
            staged     | force enable | FederationEnabled
            enabled    | force return | FederationReturned
            paused     | force return | FederationReturned
            configured | close     | illegal: the old way is its only one
            staged     | close     | illegal: the old way is its only one
            enabled    | close     | FederationEnabled
            closed     | close     | unchanged
            paused     | close     | illegal: resume it
            entering   | close     | illegal: wait for its end, or return it
            leaving    | close     | illegal: wait for its end, or return it
            configured | open      | unchanged
            enabled    | open      | unchanged
            closed     | open      | FederationEnabled
            closed and paused | open | FederationPaused
            leaving    | open      | illegal: wait for its end, or return it
            closed     | return    | PartnerSwitching
            closed     | force return | FederationReturned
            closed and paused | force return | FederationReturned
            enabled    | advance   | illegal: there is no switch
            staged     | go back   | illegal: there is no switch
            entering   | advance   | FederationEnabled
            entering   | go back   | PartnerStaged
            entering   | return    | PartnerStaged
            entering   | force return | FederationReturned
            entering   | enable    | unchanged
            entering   | roll out  | illegal: wait for its end, or return it
            entering   | force enable | FederationEnabled
            entering   | configure | PartnerSwitching
            entering   | pause     | illegal: wait for its end, or return it
            entering   | resume    | illegal: wait for its end, or return it
            entering   | stage     | illegal: wait for its end, or return it
            entering   | remove    | illegal: wait for its end, or return it
            leaving    | advance   | PartnerSwitching
            leaving    | go back   | FederationEnabled
            leaving    | return    | unchanged
            leaving    | enable    | illegal: wait for its end, or return it
            leaving    | force return | FederationReturned
            left       | advance   | FederationReturned
            left       | go back   | FederationPaused
            left       | configure | PartnerSwitching
            """)
    void everyStepFromEveryState(String from, String step, String expected) {
        Transition transition = state(from).on(step(step));

        switch (transition) {
            case Transition.Changed(var event) -> {
                assertThat(event.getClass().getSimpleName()).isEqualTo(expected);
                assertThat(event.version()).isEqualTo(8);
                assertThat(event.partner()).isEqualTo(step.equals("configure") ? OTHER_SETTINGS : PARTNER);
            }
            case Transition.Unchanged() -> assertThat(expected).isEqualTo("unchanged");
            case Transition.Removed() -> assertThat(expected).isEqualTo("removed");
            case Transition.Illegal(var reason) -> {
                assertThat(expected).startsWith("illegal: ");
                assertThat(reason).startsWith("partner partner1.test ").endsWith(expected.substring(9));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"configured", "enabled", "paused", "returned"})
    @DisplayName("putting the same settings again changes nothing")
    void theSameSettingsChangeNothing(String from) {
        assertThat(state(from).on(new Step.Configure(PARTNER))).isEqualTo(new Transition.Unchanged());
    }

    @Test
    @DisplayName("new settings keep what was forced, and the reasons of a pause or return")
    void newSettingsKeepTheRest() {
        Step configure = new Step.Configure(OTHER_SETTINGS);

        assertThat(state("enabled").on(configure))
                .isEqualTo(new Transition.Changed(new FederationEnabled(OTHER_SETTINGS, 8, "links: down")));
        assertThat(state("paused").on(configure))
                .isEqualTo(new Transition.Changed(new FederationPaused(OTHER_SETTINGS, 8, "maintenance")));
        assertThat(state("returned").on(configure))
                .isEqualTo(new Transition.Changed(new FederationReturned(OTHER_SETTINGS, 8, "trouble")));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    @DisplayName("whatever is asked in whatever order, the version only rises, and only by changes")
    void versionsOnlyRise(long seed) {
        RandomGenerator random = new java.util.Random(seed);
        List<Step> steps = List.copyOf(STEPS.values());
        Lifecycle state = state("configured");
        for (int i = 0; i < 1_000; i++) {
            Transition transition = state.on(steps.get(random.nextInt(steps.size())));
            if (transition instanceof Transition.Changed(var event)) {
                assertThat(event.version()).isEqualTo(state.version() + 1);
                state = Lifecycle.of(event);
            }
        }
        assertThat(state.version()).isGreaterThan(100);
    }

    @Test
    @DisplayName("A pause keeps the rollout, and the end of the pause brings it back")
    void pauseKeepsTheRollout() {
        Lifecycle paused = after(state("rolled out"), new Step.Pause("why"));
        Lifecycle resumed = after(paused, new Step.Resume());

        assertThat(resumed).isEqualTo(new Lifecycle.Enabled(PARTNER, 9, null, ROLLOUT, null));
    }

    @Test
    @DisplayName("The old way stays closed over a pause, new settings and another rollout; a return opens it")
    void closedUntilReturned() {
        Lifecycle closed = after(state("rolled out"), new Step.CloseOldWay(CLOSED));
        for (Step step : List.of(
                new Step.Pause("why"), new Step.Configure(OTHER_SETTINGS), new Step.Enable(null, null, UNTIL))) {
            assertThat(after(closed, step).oldWayClosed()).as(step.toString()).isEqualTo(CLOSED);
        }
        assertThat(after(after(closed, new Step.Pause("why")), new Step.Resume())
                        .oldWayClosed())
                .isEqualTo(CLOSED);
        assertThat(after(closed, new Step.OpenOldWay()))
                .isEqualTo(new Lifecycle.Enabled(PARTNER, 9, null, ROLLOUT, null));

        Lifecycle leaving = after(closed, new Step.Return("why", UNTIL));
        assertThat(leaving.oldWayClosed()).isNull();
        Lifecycle returned = after(after(leaving, new Step.Advance()), new Step.Advance());
        assertThat(returned.oldWayClosed()).isNull();
        assertThat(after(returned, new Step.Enable("gates", null, null)).oldWayClosed())
                .isNull();
    }

    @Test
    @DisplayName("A switch that goes back restores the state before with all that was said of it")
    void goesBackToAllOfIt() {
        for (String name : List.of("configured", "staged", "returned", "enabled", "rolled out", "paused", "closed")) {
            Lifecycle before = state(name);
            Step away = before instanceof Lifecycle.Enabled || before instanceof Lifecycle.Paused
                    ? new Step.Return("why", UNTIL)
                    : new Step.Enable(null, ROLLOUT, UNTIL);
            Lifecycle restored = after(after(before, away), new Step.GoBack());

            assertThat(restored.getClass()).isEqualTo(before.getClass());
            assertThat(restored)
                    .usingRecursiveComparison()
                    .ignoringFields("version")
                    .isEqualTo(before);
        }
    }

    private static Lifecycle after(Lifecycle partner, Step step) {
        return Lifecycle.of(((Transition.Changed) partner.on(step)).event());
    }
}
