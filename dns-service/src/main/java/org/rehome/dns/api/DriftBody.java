package org.rehome.dns.api;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.rehome.dns.CutoverResult;

/// The problem that somebody else has changed the records, with what was expected and what is there.
@Schema(name = "DriftProblem")
public record DriftBody(
        String type,
        String title,
        int status,
        String detail,
        List<String> expected,
        List<String> found,
        List<String> wanted) {
    static DriftBody of(CutoverResult.Drifted drifted) {
        return new DriftBody(
                "about:blank",
                "Conflict",
                409,
                drifted.reason() + ": expected " + String.join("; ", drifted.expected()) + ", found "
                        + (drifted.found().isEmpty() ? "nothing" : String.join("; ", drifted.found())),
                drifted.expected(),
                drifted.found(),
                drifted.wanted());
    }
}
