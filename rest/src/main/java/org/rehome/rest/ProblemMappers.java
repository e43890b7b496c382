package org.rehome.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.rehome.contracts.address.InvalidAddress;

/// Turns every failure into a problem: expected ones with their reason, the unexpected with a number that finds the
/// log line and nothing of the inside.
public final class ProblemMappers {
    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    @ServerExceptionMapper
    public Response problem(Problem problem) {
        return ProblemBody.response(problem);
    }

    @ServerExceptionMapper
    public Response address(InvalidAddress invalid) {
        return ProblemBody.response(Problem.of(400, "Bad request", String.valueOf(invalid.getMessage())));
    }

    /// JSON that cannot be read: says at which member or place, and why.
    @ServerExceptionMapper(priority = 1)
    public Response mapping(MismatchedInputException unreadable) {
        return unreadableJson(unreadable);
    }

    @ServerExceptionMapper(priority = 1)
    public Response instantiation(ValueInstantiationException unreadable) {
        return unreadableJson(unreadable);
    }

    @ServerExceptionMapper(priority = 1)
    public Response syntax(JsonProcessingException unreadable) {
        return unreadableJson(unreadable);
    }

    /// Quarkus REST wraps unreadable bodies in a plain 400, unknown paths in a plain 404: say more.
    @ServerExceptionMapper
    public Response web(WebApplicationException failure) {
        if (failure.getCause() instanceof JsonProcessingException unreadable) {
            return unreadableJson(unreadable);
        }
        if (failure.getCause() instanceof InvalidAddress invalid) {
            return address(invalid);
        }
        int status = failure.getResponse().getStatus();
        if (failure instanceof NotFoundException) {
            return ProblemBody.response(Problem.of(404, "Not found", "no such path; /q/swagger-ui lists them"));
        }
        Response.StatusType type = failure.getResponse().getStatusInfo();
        String message = failure.getMessage();
        return ProblemBody.response(
                Problem.of(status, type.getReasonPhrase(), message == null ? type.getReasonPhrase() : message));
    }

    @ServerExceptionMapper
    public Response unexpected(RuntimeException failure) {
        String number = UUID.randomUUID().toString();
        LOG.errorf(failure, "request failed error=%s", number);
        return ProblemBody.response(
                Problem.of(500, "Internal error", "this should not have happened; the log has it under " + number));
    }

    private static Response unreadableJson(JsonProcessingException unreadable) {
        String field = field(unreadable);
        Throwable cause = unreadable.getCause();
        String reason =
                switch (unreadable) {
                    case UnrecognizedPropertyException unknown ->
                        "unknown member \"" + unknown.getPropertyName() + "\"; known: " + known(unknown);
                    case InvalidFormatException format
                    when format.getTargetType().isEnum() ->
                        "\""
                                + format.getValue() + "\" is none of "
                                + Arrays.toString(format.getTargetType().getEnumConstants());
                    case ValueInstantiationException failed when cause != null -> String.valueOf(cause.getMessage());
                    default -> unreadable.getOriginalMessage();
                };
        return field.isEmpty()
                ? ProblemBody.response(Problem.of(400, "Bad request", "the body is not readable: " + reason))
                : ProblemBody.response(Problem.badRequest(field, reason));
    }

    private static String known(UnrecognizedPropertyException unknown) {
        return unknown.getKnownPropertyIds().stream()
                .map(String::valueOf)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String field(JsonProcessingException unreadable) {
        if (!(unreadable instanceof JsonMappingException mapping)) {
            return "";
        }
        return mapping.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
    }
}
