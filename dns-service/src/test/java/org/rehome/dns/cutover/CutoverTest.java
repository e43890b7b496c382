package org.rehome.dns.cutover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rehome.dns.cutover.Example.LEGACY_SRV;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CutoverTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Plan PLAN = Example.plan(Example.desired("127.0.0.21"), Example.present(LEGACY_SRV));
    private static final CutoverStep.Planned PLANNED =
            new CutoverStep.Planned(PLAN, new Precheck("127.0.0.1:53", 1, 0), null, NOW);

    private static final Map<String, CutoverStep> STEPS = Map.of(
            "sending", new CutoverStep.Sending(PLAN.id(), NOW),
            "applied", new CutoverStep.Applied(PLAN.id(), NOW, 2),
            "verified", new CutoverStep.Verified(PLAN.id(), NOW, List.of("127.0.0.1:53")),
            "unverified", new CutoverStep.Unverified(PLAN.id(), NOW, "lagging"),
            "rolling-back", new CutoverStep.RollingBack(PLAN.id(), NOW, List.of()),
            "rolled-back", new CutoverStep.RolledBack(PLAN.id(), NOW, null, null),
            "completed", new CutoverStep.Completed(PLAN.id(), NOW));

    private static Cutover after(String steps) {
        Cutover cutover = Cutover.of(PLANNED);
        for (String step : steps.split(" ", -1)) {
            if (!step.isEmpty()) {
                cutover = cutover.on(java.util.Objects.requireNonNull(STEPS.get(step)));
            }
        }
        return cutover;
    }

    @ParameterizedTest(name = "planned {0}: {1}")
    @CsvSource({
        "'', planned, false",
        "sending, planned, true",
        "sending sending applied, applied, true",
        "sending applied verified, verified, true",
        "sending applied verified unverified, applied, true",
        "sending applied verified unverified verified completed, completed, false",
        "rolled-back, rolled-back, false",
        "sending rolling-back rolled-back, rolled-back, false",
        "sending applied rolling-back rolled-back, rolled-back, false",
        "sending applied rolling-back verified, verified, true",
        "sending applied verified rolling-back rolled-back, rolled-back, false"
    })
    void steps_lead_to_a_state(String steps, String state, boolean inFlight) {
        Cutover cutover = after(steps);
        assertThat(cutover.state().name()).isEqualTo(state);
        assertThat(cutover.inFlight()).isEqualTo(inFlight);
        assertThat(cutover.version()).isEqualTo(steps.isEmpty() ? 1 : 1 + steps.split(" ", -1).length);
    }

    @ParameterizedTest(name = "planned {0}, then {1}")
    @CsvSource({
        "'', verified",
        "'', completed",
        "'', unverified",
        "sending applied, completed",
        "sending applied, applied",
        "sending applied, sending",
        "sending applied verified, applied",
        "sending applied verified completed, rolled-back",
        "sending applied verified completed, rolling-back",
        "rolled-back, applied",
        "rolled-back, rolled-back"
    })
    void a_step_that_does_not_follow_is_a_mistake_of_the_caller(String steps, String next) {
        assertThatThrownBy(() -> after(steps + " " + next)).isInstanceOf(IllegalStateException.class);
    }
}
