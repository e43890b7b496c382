package org.rehome.edge.splice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.splice.FirstWordsReader.Outcome;

class FirstWordsReaderTest {
    private static final String HEADER = "<?xml version='1.0'?><stream:stream xmlns='jabber:server'"
            + " xmlns:stream='http://etherx.jabber.org/streams' from='Partner.test' to='example.test' version='1.0'>";
    private final FirstWordsReader reader = new FirstWordsReader(10_000);

    @Test
    @DisplayName("a header is read from any pieces, and everything that was read is kept")
    void pieces() {
        byte[] bytes = (HEADER + "<more/>").getBytes(UTF_8);
        Outcome last = new Outcome.Unfinished();
        int fed = 0;
        while (last instanceof Outcome.Unfinished) {
            last = reader.feed(new byte[] {bytes[fed++]});
        }
        assertThat(last)
                .isEqualTo(
                        new Outcome.Read(new FirstWords(Domain.parse("partner.test"), Domain.parse("example.test"))));
        assertThat(reader.bytes()).isEqualTo(HEADER.getBytes(UTF_8));
    }

    @Test
    @DisplayName("what cannot be read says nothing: garbage, another namespace, no address")
    void unreadable() {
        List<String> all = List.of(
                "GET / HTTP/1.1\r\n\r\n",
                HEADER.replace("jabber:server", "jabber:client"),
                "<!DOCTYPE x><x/>",
                "\u0001\u0002");
        for (String each : all) {
            assertThat(new FirstWordsReader(10_000).feed(each.getBytes(UTF_8)))
                    .as(each)
                    .isEqualTo(new Outcome.Read(FirstWords.nothing()));
        }
        assertThat(reader.feed(HEADER.replace("Partner.test", "a b").getBytes(UTF_8)))
                .isEqualTo(new Outcome.Read(new FirstWords(null, Domain.parse("example.test"))));
    }

    @Test
    @DisplayName("a header that does not end is given up at the limit, white space in front of one too")
    void tooLarge() {
        assertThat(reader.feed(("<stream:stream a='" + "x".repeat(10_100)).getBytes(UTF_8)))
                .isEqualTo(new Outcome.TooLarge(10_000));
        assertThat(new FirstWordsReader(10_000).feed(" ".repeat(10_100).getBytes(UTF_8)))
                .isInstanceOfAny(Outcome.TooLarge.class, Outcome.Read.class);
    }

    @Test
    @DisplayName("of direct TLS the name that it asks for is the to (XEP-0368 §4), however it is cut in pieces")
    void clientHello() throws Exception {
        byte[] hello = hello("example.test");
        Outcome last = new Outcome.Unfinished();
        int fed = 0;
        while (last instanceof Outcome.Unfinished) {
            last = reader.feed(new byte[] {hello[fed++]});
        }
        assertThat(last).isEqualTo(new Outcome.Read(new FirstWords(null, Domain.parse("example.test"))));
        assertThat(fed).isEqualTo(hello.length);
        assertThat(reader.isTls()).isTrue();
        // broken off inside, with lengths that lead nowhere
        byte[] broken = hello.clone();
        broken[43] = (byte) 0xff;
        assertThat(new FirstWordsReader(10_000).feed(broken)).isInstanceOf(Outcome.Read.class);
    }

    private static byte[] hello(String name) throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine(name, 5269);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        engine.setSSLParameters(parameters);
        ByteBuffer out = ByteBuffer.allocate(32 * 1024);
        engine.wrap(ByteBuffer.allocate(0), out);
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }
}
