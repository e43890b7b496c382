package org.rehome.rest;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/// Adds to a service's OpenAPI document what is the same everywhere: the problems, and the names of the pages. A
/// method names only the problems that do not follow from its form, such as a 422 and its precondition.
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public final class CommonAnswers implements OASFilter {
    private static final String SCHEMAS = "#/components/schemas/";
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Refusal(String description, Problem example) {}

    private static final Map<String, Refusal> REFUSALS = Map.of(
            "400",
            new Refusal(
                    "What was given is wrong; the problem names the field",
                    Problem.badRequest("limit", "0 is not from 1 to 1000")),
            "404",
            new Refusal("There is no such thing", Problem.notFound("domain \"example.test\"")),
            "409",
            new Refusal(
                    "It has changed, or is in use",
                    Problem.conflict("it has changed: If-Match is \"3\", the current version is 4", 4L)),
            "422",
            new Refusal(
                    "A precondition is missing; the problem names it",
                    Problem.unprocessable("link", "no gateway has a link to pool \"new\"")),
            "502",
            new Refusal(
                    "Another server refused or did not answer",
                    Problem.badGateway("192.0.2.53:53 does not answer within 5 s")),
            "503",
            new Refusal(
                    "It cannot be done now; the problem says what to do",
                    Problem.unavailable("the disk is full: nothing was changed; make room, then repeat the request")));

    @Override
    public void filterOpenAPI(OpenAPI document) {
        Map<String, Schema> schemas = document.getComponents().getSchemas();
        Map<String, String> names = pageNames(schemas);
        Map<String, Schema> named = new TreeMap<>();
        schemas.forEach((name, schema) -> named.put(names.getOrDefault(name, name), schema));
        // of no type, from the generic record itself
        named.remove("Page");
        document.getComponents().setSchemas(named);
        for (PathItem path : document.getPaths().getPathItems().values()) {
            path.getOperations().forEach((method, operation) -> {
                addRefusals(method, operation);
                APIResponses answers = operation.getResponses();
                APIResponse created = answers.getAPIResponse("201");
                if (created != null && created.getContent() == null && answers.hasAPIResponse("200")) {
                    created.setContent(answers.getAPIResponse("200").getContent());
                }
                operation.getResponses().getAPIResponses().forEach((status, response) -> {
                    complete(status, response);
                    rename(response.getContent(), names);
                });
            });
        }
    }

    /// By its name now, how a page is called after its items: those of `User` are a `UsersPage`.
    private static Map<String, String> pageNames(Map<String, Schema> schemas) {
        Map<String, String> names = new HashMap<>();
        schemas.forEach((name, schema) -> {
            Schema items = schema.getProperties() == null
                    ? null
                    : schema.getProperties().get("items");
            if (name.startsWith("Page")
                    && items != null
                    && items.getItems() != null
                    && items.getItems().getRef() != null) {
                names.put(name, plural(items.getItems().getRef().substring(SCHEMAS.length())) + "Page");
            }
        });
        return names;
    }

    private static String plural(String name) {
        return name.endsWith("y") ? name.substring(0, name.length() - 1) + "ies" : name + "s";
    }

    private static void rename(Content content, Map<String, String> names) {
        if (content == null) {
            return;
        }
        content.getMediaTypes().values().forEach(type -> {
            Schema schema = type.getSchema();
            if (schema != null && schema.getRef() != null) {
                String name = schema.getRef().substring(SCHEMAS.length());
                schema.setRef(SCHEMAS + names.getOrDefault(name, name));
            }
        });
    }

    private static void addRefusals(PathItem.HttpMethod method, Operation operation) {
        List<Parameter> parameters = operation.getParameters() == null ? List.of() : operation.getParameters();
        boolean named = parameters.stream().anyMatch(each -> each.getIn() == Parameter.In.PATH);
        boolean conditional = parameters.stream().anyMatch(each -> "If-Match".equals(each.getName()));
        APIResponses answers = operation.getResponses();
        add(answers, "400", !parameters.isEmpty() || operation.getRequestBody() != null);
        add(answers, "404", named && method != PathItem.HttpMethod.PUT);
        add(answers, "409", conditional);
        add(answers, "503", method != PathItem.HttpMethod.GET);
    }

    private static void add(APIResponses answers, String status, boolean applies) {
        if (applies && !answers.hasAPIResponse(status)) {
            answers.addAPIResponse(status, OASFactory.createAPIResponse());
        }
    }

    /// Gives a refusal its description and body, where the method says nothing else.
    private static void complete(String status, APIResponse response) {
        Refusal refusal = REFUSALS.get(status);
        if (refusal == null) {
            return;
        }
        String description = response.getDescription();
        // the second is what Quarkus says of every 400
        if (description == null || description.equals("Bad Request")) {
            response.setDescription(refusal.description());
        }
        if (response.getContent() == null) {
            response.setContent(OASFactory.createContent()
                    .addMediaType(
                            ProblemBody.MEDIA_TYPE,
                            OASFactory.createMediaType()
                                    .schema(OASFactory.createSchema().ref(SCHEMAS + "Problem"))
                                    .example(JSON.convertValue(
                                            ProblemBody.of(refusal.example()),
                                            new TypeReference<Map<String, Object>>() {}))));
        }
    }
}
