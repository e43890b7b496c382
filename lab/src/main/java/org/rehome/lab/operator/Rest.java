package org.rehome.lab.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// The REST of one service, as an operator's script would use it.
public final class Rest {
    public static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI base;

    public Rest(URI base) {
        this.base = base;
    }

    /// What a service answered.
    ///
    /// @param text the body as it came
    /// @param json the body as JSON; a missing node where it is none
    public record Answer(int status, String text, JsonNode json) {
        public boolean ok() {
            return status >= 200 && status < 300;
        }

        /// The reason of a problem (RFC 9457).
        public String detail() {
            return json.path("detail").asText(text);
        }
    }

    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    public Answer get(String path) throws IOException, InterruptedException {
        return expectOk("GET", path, exchange("GET", path, "application/json", ""));
    }

    public Answer put(String path, JsonNode body) throws IOException, InterruptedException {
        return expectOk("PUT", path, exchange("PUT", path, "application/json", body.toString()));
    }

    public Answer put(String path, String type, String body) throws IOException, InterruptedException {
        return expectOk("PUT", path, exchange("PUT", path, type, body));
    }

    public Answer post(String path, JsonNode body) throws IOException, InterruptedException {
        return expectOk("POST", path, exchange("POST", path, "application/json", body.toString()));
    }

    public Answer post(String path, String type, String body) throws IOException, InterruptedException {
        return expectOk("POST", path, exchange("POST", path, type, body));
    }

    /// Posts and hands out whatever is answered, problems too.
    public Answer attempt(String path, JsonNode body) throws IOException, InterruptedException {
        return exchange("POST", path, "application/json", body.toString());
    }

    private Answer expectOk(String method, String path, Answer answer) throws NotDone {
        if (!answer.ok()) {
            throw new NotDone(method + " " + base + path + " was answered " + answer.status() + ": " + answer.detail());
        }
        return answer;
    }

    private Answer exchange(String method, String path, String type, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(60));
        if (body.isEmpty() && method.equals("GET")) {
            request.GET();
        } else {
            request.header("Content-Type", type).method(method, HttpRequest.BodyPublishers.ofString(body));
        }
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        String text = response.body();
        boolean json = response.headers().firstValue("Content-Type").orElse("").contains("json");
        return new Answer(response.statusCode(), text, json ? JSON.readTree(text) : MissingNode.getInstance());
    }
}
