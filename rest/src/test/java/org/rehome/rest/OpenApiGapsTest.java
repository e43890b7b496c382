package org.rehome.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An OpenAPI document")
class OpenApiGapsTest {

    @Test
    @DisplayName("has gaps where a name, a success, a body, a problem or an example is missing, at every depth")
    void gaps() throws Exception {
        assertThat(OpenApiGaps.of(new ObjectMapper().readTree("""
                {"paths": {"/things": {"get": {"responses": {
                   "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/PageView1"}}}},
                   "201": {"description": "made"},
                   "204": {"description": "gone"},
                   "400": {"content": {"application/json": {"schema": {"examples": ["wrong"]}}}},
                   "404": {"content": {"application/problem+json": {"schema": {"enum": ["wrong"]}}}}}},
                   "put": {"responses": {}}}},
                 "components": {"schemas": {
                   "PageView1": {"properties": {"items": {"items": {"$ref": "#/components/schemas/Thing"}}}},
                   "Thing": {"properties": {
                      "name": {"type": "string", "examples": ["one"]},
                      "size": {"type": "integer"},
                      "parts": {"items": {"$ref": "#/components/schemas/Thing"}},
                      "tags": {"items": {"type": "string"}}}}}}}
                """)))
                .containsExactlyInAnyOrder(
                        "schema PageView1: give it a name",
                        "put /things: no success",
                        "get /things 201: no content",
                        "get /things 400: no application/problem+json",
                        "Thing.size: no example",
                        "Thing.tags[]: no example");
    }
}
