package org.rehome.e2e.rest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/// One service's REST.
///
/// @param base without a path
public record Rest(URI base) {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private static final String JSON = "application/json";

    public Answer get(String path) {
        return send("GET", path, JSON, "");
    }

    public Answer put(String path, String json) {
        return send("PUT", path, JSON, json);
    }

    public Answer put(String path, String contentType, String body) {
        return send("PUT", path, contentType, body);
    }

    public Answer post(String path, String json) {
        return send("POST", path, JSON, json);
    }

    public Answer post(String path, String contentType, String body) {
        return send("POST", path, contentType, body);
    }

    private Answer send(String method, String path, String contentType, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(30));
        if (body.isEmpty()) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.method(method, BodyPublishers.ofString(body)).header("Content-Type", contentType);
        }
        String what = method + " " + base.resolve(path);
        try {
            HttpResponse<String> response = CLIENT.send(request.build(), BodyHandlers.ofString());
            return new Answer(what, response.statusCode(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in " + what, e);
        }
    }
}
