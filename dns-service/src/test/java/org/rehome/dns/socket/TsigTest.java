package org.rehome.dns.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/// RFC 8945, for updates.
class TsigTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.start(folder);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static TSIG signer(String name, String secret, Clock clock) throws IOException {
        return new TSIG(
                TSIG.HMAC_SHA256,
                Name.fromString(name),
                new SecretKeySpec(Base64.getDecoder().decode(secret), "HmacSHA256"),
                clock);
    }

    private static final class Answer {
        private final Message message;
        private final byte[] bytes;
        private final @Nullable TSIGRecord request;

        Answer(byte[] bytes, @Nullable TSIGRecord request) throws IOException {
            this.message = new Message(bytes);
            this.bytes = bytes;
            this.request = request;
        }

        Message message() {
            return message;
        }

        int verified(TSIG signer) {
            return signer.verify(message, bytes, request);
        }

        int error() {
            TSIGRecord tsig = message.getTSIG();
            return tsig == null ? Rcode.NOERROR : tsig.getError();
        }
    }

    private Answer update(@Nullable TSIG signer) throws IOException {
        Update update = new Update(Name.fromString("example.test."));
        update.add(Record.fromString(Name.fromString("new.example.test."), Type.A, 1, 60, "192.0.2.9", Name.root));
        if (signer != null) {
            signer.apply(update, null);
        }
        try (Socket socket = RawClient.connect(server.address())) {
            byte[] bytes = RawClient.exchange(socket, update.toWire());
            return new Answer(bytes, update.getTSIG());
        }
    }

    private void assertNothingChanged() throws IOException {
        assertThat(server.query("new.example.test.", Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(server.zone().serial()).isEqualTo(1);
    }

    @Test
    void a_signed_update_is_done_and_its_answer_is_signed() throws IOException {
        TSIG signer = TestServer.KEY.signer();
        Answer answer = update(signer);
        assertThat(answer.message().getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(answer.verified(signer)).isEqualTo(Rcode.NOERROR);
        assertThat(server.query("new.example.test.", Type.A).getSection(Section.ANSWER))
                .hasSize(1);
        assertThat(server.zone().serial()).isEqualTo(2);
    }

    @Test
    void an_unsigned_update_is_refused() throws IOException {
        assertThat(update(null).message().getRcode()).isEqualTo(Rcode.REFUSED);
        assertNothingChanged();
    }

    @Test
    void a_wrong_secret_is_answered_BADSIG_unsigned_section_5_2_2() throws IOException {
        Answer answer = update(signer("migrate-key.", "d3Jvbmcgd3Jvbmcgd3Jvbmcgd3Jvbmc=", Clock.systemUTC()));
        assertThat(answer.message().getHeader().getRcode()).isEqualTo(Rcode.NOTAUTH);
        assertThat(answer.error()).isEqualTo(Rcode.BADSIG);
        assertThat(answer.message().getTSIG().getSignature()).isEmpty();
        assertNothingChanged();
    }

    @Test
    void an_unknown_key_is_answered_BADKEY_unsigned_section_5_2_1() throws IOException {
        Answer answer = update(signer("other-key.", TestServer.KEY.secret(), Clock.systemUTC()));
        assertThat(answer.message().getHeader().getRcode()).isEqualTo(Rcode.NOTAUTH);
        assertThat(answer.error()).isEqualTo(Rcode.BADKEY);
        assertThat(answer.message().getTSIG().getName()).isEqualTo(Name.fromString("other-key."));
        assertNothingChanged();
    }

    @Test
    void another_algorithm_of_the_key_is_answered_BADKEY() throws IOException {
        Answer answer = update(new TSIG("hmac-sha512", "migrate-key.", TestServer.KEY.secret()));
        assertThat(answer.error()).isEqualTo(Rcode.BADKEY);
        assertNothingChanged();
    }

    @Test
    void a_clock_that_is_too_far_away_is_answered_BADTIME_signed_section_5_2_3() throws IOException {
        Clock early = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-10));
        TSIG signer = signer("migrate-key.", TestServer.KEY.secret(), early);
        Answer answer = update(signer);
        assertThat(answer.message().getHeader().getRcode()).isEqualTo(Rcode.NOTAUTH);
        assertThat(answer.error()).isEqualTo(Rcode.BADTIME);
        // the server's clock, 48 bits, so that the client can tell how far it is away
        assertThat(answer.message().getTSIG().getOther()).hasSize(6);
        assertThat(answer.verified(signer)).isEqualTo(Rcode.NOERROR);
        assertNothingChanged();
    }

    @Test
    void a_signature_with_one_bit_changed_is_answered_BADSIG() throws IOException {
        Update update = new Update(Name.fromString("example.test."));
        update.delete(Name.fromString("legacy.example.test."), Type.A);
        TestServer.KEY.signer().apply(update, null);
        byte[] bytes = update.toWire();
        bytes[12 + 1] ^= 0x20;
        try (Socket socket = RawClient.connect(server.address())) {
            Message answer = new Message(RawClient.exchange(socket, bytes));
            assertThat(answer.getHeader().getRcode()).isEqualTo(Rcode.NOTAUTH);
        }
        assertNothingChanged();
    }
}
