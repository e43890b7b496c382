package org.rehome.edge.splice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ProxyProtocolTest {
    private static final InetSocketAddress FOUR = new InetSocketAddress("192.0.2.10", 40112);
    private static final InetSocketAddress OUR_FOUR = new InetSocketAddress("198.51.100.1", 5269);
    private static final InetSocketAddress SIX = new InetSocketAddress("2001:db8::1", 40112);
    private static final InetSocketAddress OUR_SIX = new InetSocketAddress("2001:db8::2", 5269);
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    @Test
    @DisplayName("version 1 is a line, version 2 binary, and addresses that are not known are said to be so")
    void bytes() {
        assertThat(ProxyProtocol.NONE.header(FOUR, OUR_FOUR)).isEmpty();
        assertThat(text(FOUR, OUR_FOUR)).isEqualTo("PROXY TCP4 192.0.2.10 198.51.100.1 40112 5269\r\n");
        assertThat(text(SIX, OUR_SIX)).isEqualTo("PROXY TCP6 2001:db8:0:0:0:0:0:1 2001:db8:0:0:0:0:0:2 40112 5269\r\n");
        assertThat(text(SIX, OUR_FOUR)).isEqualTo("PROXY UNKNOWN\r\n");
        assertThat(hex(FOUR, OUR_FOUR)).isEqualTo(SIGNATURE + "2111000c" + "c000020a" + "c6336401" + "9cb01495");
        assertThat(hex(SIX, OUR_SIX))
                .isEqualTo(SIGNATURE + "21210024" + "20010db8000000000000000000000001"
                        + "20010db8000000000000000000000002" + "9cb01495");
        assertThat(hex(null, OUR_FOUR)).isEqualTo(SIGNATURE + "20000000");
    }

    private static String text(InetSocketAddress source, InetSocketAddress destination) {
        return new String(ProxyProtocol.V1.header(source, destination), StandardCharsets.US_ASCII);
    }

    private static String hex(@org.jspecify.annotations.Nullable InetSocketAddress source, InetSocketAddress to) {
        return HexFormat.of().formatHex(ProxyProtocol.V2.header(source, to));
    }

    @Test
    @DisplayName("a wrong setting is named with its value and its rule")
    void settings() {
        assertThatThrownBy(() -> legacy(0, Duration.ofMillis(50)))
                .hasMessage("rehome.edge.legacy-gateway.port is \"0\"; it must be 1 to 65535");
        assertThatThrownBy(() -> legacy(5269, Duration.ofMillis(1)))
                .hasMessageStartingWith("rehome.edge.legacy-gateway.quiet is \"PT0.001S\"; it must be at least 10 ms");
    }

    private static LegacyGateway legacy(int port, Duration quiet) {
        return new LegacyGateway(
                "legacy.test",
                port,
                ProxyProtocol.NONE,
                10_000,
                Duration.ofSeconds(30),
                quiet,
                Duration.ofSeconds(30),
                1_000);
    }
}
