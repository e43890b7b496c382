package org.rehome.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The scanner")
class MarkerScannerTest {
    private static final String PING =
            "<iq type='get' id='p1' from='gw.example.test' to='example.test'><ping xmlns='urn:xmpp:ping'/></iq>";

    /// What a server makes of messages: other attributes, other quotes, white space between stanzas.
    private static String stream() {
        byte[] marker = new byte[Marker.LENGTH];
        Marker.write(marker, 0, 3, 17, 4711);
        String first = new String(marker, StandardCharsets.US_ASCII);
        Marker.write(marker, 0, 4, 18, 4712);
        String second = new String(marker, StandardCharsets.US_ASCII);
        return "<message xml:lang=\"en\" to=\"a@b\"><body>" + first + " &lt;iq é</body></message> \n" + PING
                + "<presence/><i/><message><body>x" + second + "</body></message>";
    }

    @Test
    @DisplayName("finds markers and requests in order, however the stream is cut into reads")
    void everyCut() {
        byte[] bytes = stream().getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            List<String> found = new ArrayList<>();
            var scanner = new MarkerScanner(Recorded.in(found));
            int used = scanner.scan(bytes.clone(), cut);
            byte[] rest = Arrays.copyOfRange(bytes, used, bytes.length);
            assertThat(used).isLessThanOrEqualTo(cut);
            assertThat(scanner.scan(rest, rest.length)).isEqualTo(rest.length);
            assertThat(found).as("cut at %d", cut).containsExactly("3 17 4711", PING, "4 18 4712");
        }
    }

    @Test
    @DisplayName("finds them one byte at a time")
    void byByte() {
        byte[] bytes = stream().getBytes(StandardCharsets.UTF_8);
        List<String> found = new ArrayList<>();
        var scanner = new MarkerScanner(Recorded.in(found));
        byte[] buffer = new byte[bytes.length];
        int kept = 0;
        for (byte each : bytes) {
            buffer[kept++] = each;
            int used = scanner.scan(buffer, kept);
            kept -= used;
            System.arraycopy(buffer, used, buffer, 0, kept);
        }
        assertThat(kept).isZero();
        assertThat(found).containsExactly("3 17 4711", PING, "4 18 4712");
    }
}
