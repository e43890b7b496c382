package org.rehome.dns.api;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.rehome.dns.CutoverResult;

/// The problem that somebody else has changed the records, with what was expected and what is there.
@Schema(name = "DriftProblem")
public record DriftBody(
        @Schema(examples = "about:blank") String type,
        @Schema(examples = "Conflict") String title,
        @Schema(examples = "409") int status,

        @Schema(
                examples = "the records were changed by somebody else (NXRRSET); nothing was done: expected"
                        + " _xmpp-server._tcp.example.test. 300 IN SRV 10 0 5269 legacy.example.test., found nothing")
        String detail,

        @Schema(examples = "[\"_xmpp-server._tcp.example.test. 300 IN SRV 10 0 5269 legacy.example.test.\"]")
        List<String> expected,

        @Schema(examples = "[]") List<String> found,

        @Schema(examples = "[\"_xmpp-server._tcp.example.test. 300 IN SRV 10 0 5269 edge1.example.test.\"]")
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
