package org.rehome.rest;

import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// An answer that says what is wrong and what to do, as `application/problem+json` (RFC 9457).
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What was wrong with one field, or one line of an import.
    ///
    /// @param line the line number, from 1; null when there are no lines
    public record FieldError(
            @Schema(examples = "3") @Nullable Integer line,
            @Schema(examples = "pool") String field,
            @Schema(examples = "there is no pool \"old\"") String reason) {}

    /// The members beyond those of RFC 9457; null when they do not apply.
    record Details(
            @Nullable String field,
            @Nullable String precondition,
            @Nullable Long currentVersion,
            List<FieldError> errors) {
        static final Details NONE = new Details(null, null, null, List.of());
    }

    private final int status;
    private final String title;
    private final transient Details details;

    private Problem(int status, String title, String detail, Details details) {
        super(detail);
        this.status = status;
        this.title = title;
        this.details = details;
    }

    /// 400: this field of the request is wrong for this reason.
    public static Problem badRequest(String field, String reason) {
        return new Problem(400, "Bad request", field + ": " + reason, new Details(field, null, null, List.of()));
    }

    /// 400: several fields or lines are wrong; nothing was done.
    public static Problem invalid(String detail, List<FieldError> errors) {
        return new Problem(400, "Bad request", detail, new Details(null, null, null, List.copyOf(errors)));
    }

    /// 404: there is no such thing.
    ///
    /// @param what such as `pool "old"`
    public static Problem notFound(String what) {
        return new Problem(404, "Not found", "there is no " + what, Details.NONE);
    }

    /// 409: the thing has changed, or is in use.
    ///
    /// @param currentVersion null when the conflict is not about a version
    public static Problem conflict(String reason, @Nullable Long currentVersion) {
        return new Problem(409, "Conflict", reason, new Details(null, null, currentVersion, List.of()));
    }

    /// 422: the step's precondition is missing.
    ///
    /// @param precondition its short name, such as `certificate`
    public static Problem unprocessable(String precondition, String reason) {
        return new Problem(422, "Precondition missing", reason, new Details(null, precondition, null, List.of()));
    }

    /// 502: another server that was asked refused or did not answer.
    public static Problem badGateway(String reason) {
        return new Problem(502, "Other server failed", reason, Details.NONE);
    }

    /// 503: this service cannot do it now; nothing was changed.
    public static Problem unavailable(String reason) {
        return new Problem(503, "Unavailable", reason, Details.NONE);
    }

    static Problem of(int status, String title, String detail) {
        return new Problem(status, title, detail, Details.NONE);
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    public String detail() {
        return Optional.ofNullable(getMessage()).orElse(title);
    }

    Details details() {
        return details;
    }
}
