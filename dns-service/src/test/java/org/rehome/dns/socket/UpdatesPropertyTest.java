package org.rehome.dns.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rehome.dns.record.DnsName;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

/// Sequences of updates by chance, compared with a model after each: RFC 2136 §3.
class UpdatesPropertyTest {

    @Test
    void a_zone_is_what_the_model_says_after_each_update() throws Exception {
        Zone start = MasterFile.read(DnsName.parse("example.test"), TestServer.ZONE);
        int done = 0;
        int refused = 0;
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            UpdateModel model = UpdateModel.of(start);
            Zone zone = start;
            for (int i = 0; i < 30; i++) {
                Message update = new RandomUpdates(random).next();
                Updates.Done outcome = Updates.apply(zone, new Message(update.toWire()));
                int expected = model.update(update);
                assertThat(Rcode.string(outcome.rcode()))
                        .as("seed %d update %d %s", seed, i, update)
                        .isEqualTo(Rcode.string(expected));
                Zone next = outcome.next() == null ? zone : outcome.next();
                assertThat(next.serial() != zone.serial())
                        .as("seed %d update %d: the serial rises with a change, and only then", seed, i)
                        .isEqualTo(!UpdateModel.of(next).equals(UpdateModel.of(zone)));
                zone = next;
                assertThat(UpdateModel.of(zone))
                        .as("seed %d update %d %s", seed, i, update)
                        .isEqualTo(model);
                done += expected == Rcode.NOERROR ? 1 : 0;
                refused += expected == Rcode.NOERROR ? 0 : 1;
            }
        }
        // both happen often enough to say something
        assertThat(done).isGreaterThan(1000);
        assertThat(refused).isGreaterThan(1000);
    }

    @Test
    void the_server_does_over_the_wire_what_the_model_says_and_keeps_it(@TempDir Path folder) throws IOException {
        Random random = new Random(42);
        UpdateModel model;
        long serial;
        try (TestServer server = TestServer.start(folder);
                Socket socket = RawClient.connect(server.address())) {
            model = UpdateModel.of(server.zone());
            for (int i = 0; i < 150; i++) {
                Message update = new RandomUpdates(random).next();
                int expected = model.update(update);
                TestServer.KEY.signer().apply(update, null);
                Message answer = new Message(RawClient.exchange(socket, update.toWire()));
                assertThat(Rcode.string(answer.getRcode())).as("update %d", i).isEqualTo(Rcode.string(expected));
                assertThat(UpdateModel.of(server.zone())).as("update %d", i).isEqualTo(model);
            }
            serial = server.zone().serial();
        }
        try (TestServer server = TestServer.open(folder)) {
            assertThat(UpdateModel.of(server.zone())).isEqualTo(model);
            assertThat(server.zone().serial()).isEqualTo(serial);
        }
    }
}
