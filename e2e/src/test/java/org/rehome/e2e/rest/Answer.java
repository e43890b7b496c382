package org.rehome.e2e.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/// What a service answered.
///
/// @param request method and address, for messages
/// @param text the body
public record Answer(String request, int status, String text) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /// The body, if the status is one of 2xx.
    ///
    /// @throws AssertionError with the whole answer when it is not
    public JsonNode ok() {
        if (status < 200 || status > 299) {
            throw new AssertionError(this.toString());
        }
        return json();
    }

    /// The body, if the status is the one given.
    public JsonNode expect(int wanted) {
        if (status != wanted) {
            throw new AssertionError("not " + wanted + ": " + this);
        }
        return json();
    }

    /// The body as JSON, whatever the status.
    public JsonNode json() {
        try {
            return MAPPER.readTree(text.isEmpty() ? "null" : text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + this, e);
        }
    }

    @Override
    public String toString() {
        return request + " answered " + status + " " + text;
    }
}
