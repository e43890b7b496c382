package org.rehome.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The JSON of a problem.
@Schema(name = "Problem", description = "What is wrong and what to do (RFC 9457)")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ProblemBody(
        @Schema(examples = "about:blank") String type,
        @Schema(examples = "Precondition missing") String title,
        @Schema(examples = "422") int status,

        @Schema(examples = "no edge has a certificate for example.test: PUT /certificates/example.test")
        String detail,

        @Schema(description = "The field that is wrong", examples = "limit") @Nullable
        String field,

        @Schema(description = "The precondition that is missing", examples = "certificate") @Nullable
        String precondition,

        @Schema(description = "The version that the thing has now", examples = "4") @Nullable
        Long currentVersion,

        @Schema(description = "What is wrong, one entry a field or line")
        List<Problem.FieldError> errors) {
    static final String MEDIA_TYPE = "application/problem+json";

    static ProblemBody of(Problem problem) {
        Problem.Details details = problem.details();
        return new ProblemBody(
                "about:blank",
                problem.title(),
                problem.status(),
                problem.detail(),
                details.field(),
                details.precondition(),
                details.currentVersion(),
                details.errors());
    }

    static Response response(Problem problem) {
        return Response.status(problem.status())
                .entity(of(problem))
                .type(MEDIA_TYPE)
                .build();
    }
}
