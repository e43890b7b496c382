package org.rehome.dns.socket;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import org.rehome.dns.record.DnsName;
import org.rehome.dns.zone.ServerAddress;
import org.rehome.dns.zone.TsigKey;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/// The embedded server on a free port, with a zone.
public final class TestServer implements AutoCloseable {
    public static final TsigKey KEY =
            new TsigKey(DnsName.parse("migrate-key"), "hmac-sha256", "c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IQ==");
    public static final String ZONE = """
            $TTL 300
            @ SOA ns1 hostmaster 1 3600 600 604800 60
            @ NS ns1
            ns1 A 127.0.0.1
            legacy A 127.0.0.10
            edge9 A 127.0.0.29
            edge9 AAAA 2001:db8::29
            text TXT "a;b" "with \\"quotes\\""
            @ A 192.0.2.80
            _xmpp-server._tcp SRV 10 0 5269 legacy
            """;

    private final Zones zones;
    private final AuthoritativeServer server;

    private TestServer(Zones zones, AuthoritativeServer server) {
        this.zones = zones;
        this.server = server;
    }

    /// With the zones that the folder has.
    public static TestServer open(Path folder) throws IOException {
        Zones zones = Zones.open(folder);
        return new TestServer(
                zones, AuthoritativeServer.start("127.0.0.1", 0, zones, KEY, (transport, opcode, rcode) -> {}));
    }

    /// With `example.test` as in `ZONE`.
    public static TestServer start(Path folder) throws IOException {
        TestServer server = open(folder);
        server.put("example.test", ZONE);
        return server;
    }

    public Zone put(String name, String masterFile) throws IOException {
        try {
            return zones.put(MasterFile.read(DnsName.parse(name), masterFile), present -> {});
        } catch (InvalidZone e) {
            throw new AssertionError(e);
        }
    }

    public Zones zones() {
        return zones;
    }

    public ServerAddress address() {
        return server.address();
    }

    public Zone zone() {
        return zones.get(DnsName.parse("example.test")).orElseThrow();
    }

    Message query(String name, int type) throws IOException {
        return send(Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN)), false);
    }

    Message send(Message message, boolean tcp) throws IOException {
        if (!tcp) {
            return new Message(RawClient.udp(address(), message.toWire()));
        }
        try (Socket socket = RawClient.connect(address())) {
            return new Message(RawClient.exchange(socket, message.toWire()));
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
