package org.rehome.directory.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.directory.move.Passage;
import org.rehome.directory.move.Transfer;

@DisplayName("The transfer hook")
class TransferHookTest {
    private static final Passage ALICE =
            new Passage("m1", Jid.parse("alice@example.test"), new PoolName("old"), new PoolName("new"), 2);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(400);

    @Test
    @DisplayName("is told the move, the user, the pools and the epoch, with the token as a bearer token")
    void called() throws Exception {
        try (HookServer server = new HookServer((call, number) -> HookServer.status(call, 204))) {
            assertThat(transfer(server.url(), new Transfer.Token("s3cret"), 1))
                    .isEqualTo(new Transfer.Result.Transferred());
            assertThat(server.bodies)
                    .containsExactly("{\"move\":\"m1\",\"user\":\"alice@example.test\",\"from\":\"old\",\"to\":\"new\","
                            + "\"epoch\":2}");
            assertThat(server.authorizations).containsExactly("Bearer s3cret");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 429, 408})
    @DisplayName("is called again when it fails in a way that may pass")
    void retried(int status) throws Exception {
        try (HookServer server =
                new HookServer((call, number) -> HookServer.status(call, number == 1 ? status : 200))) {
            assertThat(transfer(server.url(), null, 2)).isEqualTo(new Transfer.Result.Transferred());
            assertThat(server.bodies).hasSize(2);
            assertThat(server.bodies.getFirst()).isEqualTo(server.bodies.getLast());
        }
    }

    @Test
    @DisplayName("has failed when it fails as often as it may be called; the reason holds no URL and no token")
    void exhausted() throws Exception {
        try (HookServer server = new HookServer((call, number) -> HookServer.status(call, 500))) {
            assertThat(reason(transfer(server.url(), new Transfer.Token("s3cret"), 2)))
                    .isEqualTo("the transfer hook answered 500, the last of 2 attempts");
            assertThat(server.bodies).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 409, 301, 307})
    @DisplayName("has refused when it says so, and is not asked again; a redirect is not followed")
    void refused(int status) throws Exception {
        try (HookServer other = new HookServer((call, number) -> HookServer.status(call, 200));
                HookServer server = new HookServer((call, number) -> {
                    call.getResponseHeaders().add("Location", other.url().toString());
                    HookServer.status(call, status);
                })) {
            assertThat(reason(transfer(server.url(), new Transfer.Token("s3cret"), 3)))
                    .startsWith("the transfer hook answered " + status);
            assertThat(server.bodies).hasSize(1);
            assertThat(other.bodies).isEmpty();
        }
    }

    @Test
    @DisplayName("has failed when it does not answer in time, or its answer never ends")
    void hangs() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (HookServer silent = new HookServer((call, number) -> never.await());
                HookServer endless = new HookServer((call, number) -> {
                    call.sendResponseHeaders(200, 0);
                    call.getResponseBody().write(1);
                    call.getResponseBody().flush();
                    never.await();
                })) {
            assertThat(reason(transfer(silent.url(), null, SHORT, 1)))
                    .isEqualTo("the transfer hook did not answer within 400 ms, the last of 1 attempts");
            assertThat(reason(transfer(endless.url(), null, SHORT, 1))).contains("did not answer within 400 ms");
        }
    }

    @Test
    @DisplayName("has failed when nobody listens, or the connection breaks")
    void unreachable() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }
        assertThat(reason(transfer(URI.create("http://127.0.0.1:" + port + "/?key=hidden"), null, 1)))
                .startsWith("the transfer hook could not be called: ConnectException")
                .doesNotContain("hidden");
        try (HookServer server = new HookServer((call, number) -> call.close())) {
            assertThat(reason(transfer(server.url(), null, 1))).startsWith("the transfer hook could not be called: ");
        }
    }

    @Test
    @DisplayName("is refused at the start when its settings make no sense; its token is never shown")
    void settings() {
        assertThatThrownBy(() -> http("ftp://127.0.0.1/")).hasMessageContaining("give an http or https URL");
        assertThatThrownBy(() -> http("http:/transfer")).hasMessageContaining("give an http or https URL");
        assertThatThrownBy(() -> http("http://user:s3cret@127.0.0.1/"))
                .hasMessageContaining("rehome.directory.transfer.secret")
                .hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> new Transfer.Token("s3cret\n")).hasMessageNotContaining("s3cret");
        assertThat(new Transfer.Http(
                        URI.create("https://hook.example.test/"), new Transfer.Token("s3cret"), 1, LIMIT, 1))
                .asString()
                .doesNotContain("s3cret");
    }

    private static Transfer.Http http(String url) {
        return new Transfer.Http(URI.create(url), null, 1, LIMIT, 1);
    }

    private static Transfer.Result transfer(URI url, Transfer.@Nullable Token token, int attempts)
            throws InterruptedException {
        return transfer(url, token, LIMIT, attempts);
    }

    private static Transfer.Result transfer(URI url, Transfer.@Nullable Token token, Duration limit, int attempts)
            throws InterruptedException {
        try (TransferHook hook = new TransferHook(new Transfer.Http(url, token, 4, limit, attempts))) {
            return hook.transfer(ALICE);
        }
    }

    private static String reason(Transfer.Result result) {
        assertThat(result).isInstanceOf(Transfer.Result.Failed.class);
        return ((Transfer.Result.Failed) result).reason();
    }
}
