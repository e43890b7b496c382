package org.rehome.directory.socket;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.rehome.directory.move.Passage;
import org.rehome.directory.move.Transfer;

/// The hook that brings a user's account data over, called by HTTP. Neither its URL nor its answer's content
/// appears in what is told of a failure: either may hold a secret.
public final class TransferHook implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Transfer.Http settings;
    private final HttpClient client;

    public TransferHook(Transfer.Http settings) {
        this.settings = settings;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                // the token and the user's name are for the hook alone
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.limit())
                .build();
    }

    /// What one call came to.
    private sealed interface Call {
        record Transferred() implements Call {}

        /// It may pass.
        record Failed(String reason) implements Call {}

        /// The hook will not do it, however often it is asked.
        record Refused(String reason) implements Call {}
    }

    /// Calls the hook until it has transferred, has refused, or has failed too often.
    public Transfer.Result transfer(Passage passage) throws InterruptedException {
        HttpRequest request = request(passage);
        String failure = "";
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; attempt <= settings.attempts(); attempt++) {
            if (attempt > 1) {
                Thread.sleep(pause);
                Duration twice = pause.multipliedBy(2);
                pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
            }
            switch (call(request)) {
                case Call.Transferred() -> {
                    return new Transfer.Result.Transferred();
                }
                case Call.Refused(var reason) -> {
                    return new Transfer.Result.Failed("the transfer hook " + reason);
                }
                case Call.Failed(var reason) -> failure = reason;
            }
        }
        return new Transfer.Result.Failed(
                "the transfer hook " + failure + ", the last of " + settings.attempts() + " attempts");
    }

    private HttpRequest request(Passage passage) {
        String body = JSON.createObjectNode()
                .put("move", passage.move())
                .put("user", passage.user().toString())
                .put("from", passage.from().value())
                .put("to", passage.to().value())
                .put("epoch", passage.epoch())
                .toString();
        HttpRequest.Builder request = HttpRequest.newBuilder(settings.url())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        if (settings.token() != null) {
            request.header("Authorization", "Bearer " + settings.token().value());
        }
        return request.build();
    }

    private Call call(HttpRequest request) throws InterruptedException {
        // the request's own timeout ends with the answer's head, and a body may trickle for ever
        CompletableFuture<Integer> status =
                client.sendAsync(request, BodyHandlers.discarding()).thenApply(answer -> answer.statusCode());
        try {
            return call(status.get(settings.limit().toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return new Call.Failed("did not answer within " + settings.limit().toMillis() + " ms");
        } catch (ExecutionException e) {
            return new Call.Failed("could not be called: " + named(e.getCause()));
        } finally {
            status.cancel(true);
        }
    }

    private static Call call(int status) {
        return switch (status / 100) {
            case 2 -> new Call.Transferred();
            case 3 -> new Call.Refused("answered " + status + ", a redirect, which is not followed");
            case 4 ->
                status == 408 || status == 429
                        ? new Call.Failed("answered " + status)
                        : new Call.Refused("answered " + status);
            default -> new Call.Failed("answered " + status);
        };
    }

    private static String named(@Nullable Throwable failure) {
        if (failure == null) {
            return "for no reason";
        }
        String message = failure.getMessage();
        return failure.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
