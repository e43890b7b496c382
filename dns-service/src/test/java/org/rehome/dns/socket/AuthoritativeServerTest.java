package org.rehome.dns.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rehome.dns.zone.ServerAddress;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;
import org.xbill.DNS.ZoneTransferIn;

class AuthoritativeServerTest {
    private static byte[] query() throws IOException {
        return Message.newQuery(Record.newRecord(Name.fromString("legacy.example.test."), Type.A, DClass.IN))
                .toWire();
    }

    @Test
    void several_requests_follow_each_other_on_one_connection_RFC_7766_section_6_2_1(@TempDir Path folder)
            throws IOException {
        try (TestServer server = TestServer.start(folder);
                Socket socket = RawClient.connect(server.address())) {
            for (int i = 0; i < 50; i++) {
                Message answer = new Message(RawClient.exchange(socket, query()));
                assertThat(answer.getSection(Section.ANSWER)).hasSize(1);
            }
        }
    }

    @Test
    void garbage_gets_no_answer_or_FORMERR_and_the_server_goes_on(@TempDir Path folder) throws IOException {
        Random random = new Random(1);
        try (TestServer server = TestServer.start(folder);
                DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < 500; i++) {
                byte[] bytes = i % 2 == 0 ? new byte[random.nextInt(600)] : query();
                if (i % 2 == 0) {
                    random.nextBytes(bytes);
                } else {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                socket.send(new DatagramPacket(
                        bytes,
                        bytes.length,
                        InetAddress.getByName(server.address().host()),
                        server.address().port()));
            }
            byte[] cut = java.util.Arrays.copyOf(query(), 20);
            assertThat(new Header(RawClient.udp(server.address(), cut)).getRcode())
                    .isEqualTo(Rcode.FORMERR);
            try (Socket tcp = RawClient.connect(server.address())) {
                assertThat(new Header(RawClient.exchange(tcp, cut)).getRcode()).isEqualTo(Rcode.FORMERR);
                assertThat(new Header(RawClient.exchange(tcp, query())).getRcode())
                        .isEqualTo(Rcode.NOERROR);
            }
            assertThat(server.query("legacy.example.test.", Type.A).getRcode()).isEqualTo(Rcode.NOERROR);
        }
    }

    @Test
    void an_answer_is_never_answered(@TempDir Path folder) throws IOException {
        try (TestServer server = TestServer.start(folder);
                Socket socket = RawClient.connect(server.address())) {
            Message answer = new Message(query());
            answer.getHeader().setFlag(Flags.QR);
            byte[] framed = answer.toWire();
            socket.getOutputStream().write(new byte[] {(byte) (framed.length >> 8), (byte) framed.length});
            socket.getOutputStream().write(framed);
            byte[] question = query();
            assertThat(new Header(RawClient.exchange(socket, question)).getID())
                    .isEqualTo(new Header(question).getID());
        }
    }

    @Test
    void connections_that_say_nothing_do_not_keep_others_away(@TempDir Path folder) throws IOException {
        List<Socket> idle = new ArrayList<>();
        try (TestServer server = TestServer.start(folder)) {
            for (int i = 0; i < 150; i++) {
                idle.add(RawClient.connect(server.address()));
            }
            try (Socket socket = RawClient.connect(server.address())) {
                assertThat(new Header(RawClient.exchange(socket, query())).getRcode())
                        .isEqualTo(Rcode.NOERROR);
            }
        } finally {
            for (Socket each : idle) {
                each.close();
            }
        }
    }

    @Test
    void a_port_in_use_is_named_with_the_key_that_sets_it(@TempDir Path folder) throws IOException {
        Zones zones = Zones.open(folder);
        try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertInUse(zones, tcp.getLocalPort());
        }
        try (DatagramSocket udp = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            assertInUse(zones, udp.getLocalPort());
            // what was taken before the failure is free again
            new ServerSocket(udp.getLocalPort(), 1, InetAddress.getLoopbackAddress()).close();
        }
    }

    private static void assertInUse(Zones zones, int port) {
        assertThatThrownBy(() -> AuthoritativeServer.start(
                        "127.0.0.1", port, zones, TestServer.KEY, (transport, opcode, rcode) -> {}))
                .isInstanceOf(BindException.class)
                .hasMessageContaining("127.0.0.1:" + port)
                .hasMessageContaining("rehome.dns.embedded.port");
    }

    @Test
    void zones_survive_a_restart_and_half_written_files_do_not_count(@TempDir Path folder) throws IOException {
        String before;
        try (TestServer server = TestServer.start(folder)) {
            before = server.zone().masterFile();
        }
        Files.writeString(folder.resolve("example.test.new"), "half of a zo");
        try (TestServer server = TestServer.open(folder)) {
            assertThat(server.zone().masterFile()).isEqualTo(before);
            assertThat(server.query("text.example.test.", Type.TXT).getSection(Section.ANSWER))
                    .singleElement()
                    .satisfies(one -> assertThat(one.rdataToString()).isEqualTo("\"a;b\" \"with \\\"quotes\\\"\""));
        }
    }

    @Test
    void a_damaged_zone_file_stops_the_start_and_is_named(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("broken.test.zone"), "@ SOA what");
        assertThatThrownBy(() -> Zones.open(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("broken.test.zone");
    }

    @Test
    void a_signed_zone_transfer_brings_the_whole_zone_in_several_messages_RFC_5936(@TempDir Path folder)
            throws Exception {
        StringBuilder zone = new StringBuilder(TestServer.ZONE);
        for (int i = 0; i < 950; i++) {
            zone.append("host").append(i).append(" A 192.0.2.1\n");
        }
        try (TestServer server = TestServer.open(folder)) {
            server.put("example.test", zone.toString());
            ServerAddress address = server.address();
            ZoneTransferIn transfer = ZoneTransferIn.newAXFR(
                    Name.fromString("example.test."), address.host(), address.port(), TestServer.KEY.signer());
            transfer.run();
            assertThat(transfer.getAXFR()).hasSize(server.zone().size() + 1);
        }
    }
}
