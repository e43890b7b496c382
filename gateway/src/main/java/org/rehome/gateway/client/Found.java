package org.rehome.gateway.client;

import org.rehome.contracts.event.EdgeEvent.ProbeOutcome;
import org.rehome.contracts.event.EdgeEvent.ProbeStep;

/// What a step has come to.
///
/// @param detail what was seen
record Found(ProbeOutcome outcome, RoundTripReason reason, String detail) {

    static Found passed(String detail) {
        return new Found(ProbeOutcome.Passed, RoundTripReason.OK, detail);
    }

    static Found warned(RoundTripReason reason, String detail) {
        return new Found(ProbeOutcome.Warning, reason, detail);
    }

    static Found failed(RoundTripReason reason, String detail) {
        return new Found(ProbeOutcome.Failed, reason, detail);
    }

    static Found notReached() {
        return new Found(ProbeOutcome.NotTried, RoundTripReason.NOT_REACHED, "the test user is not logged in");
    }

    boolean hasPassed() {
        return outcome == ProbeOutcome.Passed;
    }

    ProbeStep as(String step, long millis) {
        return new ProbeStep(step, outcome, reason.wire(), detail, reason.advice(), millis);
    }
}
