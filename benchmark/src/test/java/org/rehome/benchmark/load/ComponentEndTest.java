package org.rehome.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.lab.socket.Acceptor;

@DisplayName("A component stream (XEP-0114)")
class ComponentEndTest {
    @Test
    @DisplayName("opens between the two ends, and hands every byte behind the handshake to the taker")
    void opens() throws Exception {
        var taken = new CompletableFuture<String>();
        try (Acceptor pool = ComponentEnd.accept(
                        0,
                        "s3cr3t",
                        stream -> taken.complete(text(stream.getInputStream().readAllBytes())));
                Socket component = ComponentEnd.connect(pool.address().getPort(), "gw.example.test", "s3cr3t")) {
            component.getOutputStream().write("<message/>".getBytes(StandardCharsets.UTF_8));
            component.shutdownOutput();
            assertThat(taken.get()).isEqualTo("<message/>");
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("does not open for whoever does not know the secret (XEP-0114 §3)")
    void refused() throws Exception {
        var taken = new CompletableFuture<String>();
        try (Acceptor pool = ComponentEnd.accept(0, "s3cr3t", stream -> taken.complete(""))) {
            int port = pool.address().getPort();
            assertThatThrownBy(() -> ComponentEnd.connect(port, "gw.example.test", "guessed"))
                    .isInstanceOf(IOException.class);
        }
        assertThat(taken).isNotDone();
    }
}
