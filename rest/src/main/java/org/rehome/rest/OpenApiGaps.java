package org.rehome.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/// What an OpenAPI document leaves open about answers. Each service's test holds its document against it.
public final class OpenApiGaps {
    private static final Pattern MADE_UP = Pattern.compile("Page.*|.*\\d");

    private final JsonNode document;
    private final Set<String> gaps = new LinkedHashSet<>();

    private OpenApiGaps(JsonNode document) {
        this.document = document;
    }

    /// Names that nobody chose, operations that never succeed, answers without the type of their body, problems
    /// that are none, and fields without an example.
    public static Set<String> of(JsonNode document) {
        OpenApiGaps found = new OpenApiGaps(document);
        found.search();
        return found.gaps;
    }

    private void search() {
        for (String name : (Iterable<String>) document.at("/components/schemas")::fieldNames) {
            if (MADE_UP.matcher(name).matches()) {
                gaps.add("schema " + name + ": give it a name");
            }
        }
        document.path("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(operation -> answers(
                        operation.getKey() + " " + path.getKey(),
                        operation.getValue().path("responses"))));
    }

    private void answers(String where, JsonNode responses) {
        if (responses.properties().stream()
                .noneMatch(response -> response.getKey().startsWith("2"))) {
            gaps.add(where + ": no success");
        }
        responses
                .properties()
                .forEach(response -> answer(
                        where + " " + response.getKey(),
                        response.getKey(),
                        response.getValue().path("content")));
    }

    private void answer(String where, String status, JsonNode content) {
        if (status.equals("204")) {
            return;
        }
        if (status.charAt(0) > '3' && !content.has(ProblemBody.MEDIA_TYPE)) {
            gaps.add(where + ": no " + ProblemBody.MEDIA_TYPE);
        }
        if (content.isEmpty()) {
            gaps.add(where + ": no content");
        }
        content.properties().forEach(type -> {
            if (type.getKey().endsWith("json")) {
                schema(where, type.getValue().path("schema"), Set.of());
            }
        });
    }

    /// @param above the schemas that this one is a part of
    private void schema(String where, JsonNode schema, Set<String> above) {
        if (schema.has("examples") || schema.has("enum")) {
            return;
        }
        String reference = schema.path("$ref").asText();
        if (!reference.isEmpty()) {
            if (!above.contains(reference)) {
                Set<String> within = new LinkedHashSet<>(above);
                within.add(reference);
                schema(
                        reference.substring(reference.lastIndexOf('/') + 1),
                        document.at(reference.substring(1)),
                        within);
            }
        } else if (schema.has("items")) {
            schema(where + "[]", schema.path("items"), above);
        } else if (schema.has("properties")) {
            schema.path("properties")
                    .properties()
                    .forEach(field -> schema(where + "." + field.getKey(), field.getValue(), above));
        } else {
            gaps.add(where + ": no example");
        }
    }
}
