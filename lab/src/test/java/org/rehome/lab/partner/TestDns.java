package org.rehome.lab.partner;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// An authoritative DNS server with a handful of records, on UDP packets.
final class TestDns implements AutoCloseable {
    private final DatagramSocket socket;
    private final List<Record> records = new CopyOnWriteArrayList<>();
    private final AtomicInteger queries = new AtomicInteger();
    private volatile int failure = Rcode.NOERROR;

    TestDns() throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().name("test dns").start(this::serve);
    }

    SrvNextHops lookup() {
        return SrvNextHops.asking((InetSocketAddress) socket.getLocalSocketAddress());
    }

    /// Adds a record in the notation of a master file.
    TestDns add(String name, int ttl, int type, String data) throws IOException {
        Name owner = Name.fromString(name, Name.root);
        records.add(Record.fromString(owner, type, DClass.IN, ttl, data, Name.root));
        return this;
    }

    /// An SRV record to a port of this machine.
    TestDns xmpp(String domain, int port) throws IOException {
        String host = "host." + domain + ".";
        add("_xmpp-server._tcp." + domain, 3600, Type.SRV, "10 0 " + port + " " + host);
        return add(host, 3600, Type.A, "127.0.0.1");
    }

    void clear() {
        records.clear();
    }

    void failWith(int code) {
        failure = code;
    }

    int queries() {
        return queries.get();
    }

    private void serve() {
        byte[] buffer = new byte[1500];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                queries.incrementAndGet();
                byte[] query = java.util.Arrays.copyOf(packet.getData(), packet.getLength());
                byte[] answer = answer(new Message(query)).toWire();
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new IllegalStateException("the test's DNS server failed", e);
                }
            }
        }
    }

    private Message answer(Message query) {
        Record question = query.getQuestion();
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.AA);
        answer.addRecord(question, Section.QUESTION);
        answer.getHeader().setRcode(failure);
        if (failure != Rcode.NOERROR) {
            return answer;
        }
        List<Record> named = records.stream()
                .filter(r -> r.getName().equals(question.getName()))
                .toList();
        for (Record record : named) {
            if (record.getType() == question.getType() || record instanceof CNAMERecord) {
                answer.addRecord(record, Section.ANSWER);
            }
        }
        answer.getHeader().setRcode(named.isEmpty() ? Rcode.NXDOMAIN : Rcode.NOERROR);
        return answer;
    }

    @Override
    public void close() {
        socket.close();
    }
}
