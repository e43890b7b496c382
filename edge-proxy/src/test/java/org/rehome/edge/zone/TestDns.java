package org.rehome.edge.zone;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;

/// A DNS server for tests: answers over UDP from records in master file form.
public final class TestDns implements AutoCloseable {
    private final DatagramSocket socket;
    private final Map<String, List<Record>> records = new ConcurrentHashMap<>();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final Set<String> insecure = ConcurrentHashMap.newKeySet();
    private volatile boolean validates;
    private final Map<String, AtomicInteger> queries = new ConcurrentHashMap<>();

    public TestDns() throws IOException {
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("test-dns").start(this::run);
    }

    /// As the edge's settings name it.
    public String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /// Adds a record, such as `example.test. 60 IN A 127.0.0.1`.
    public TestDns add(String line) throws IOException {
        try (Master master = new Master(
                new java.io.ByteArrayInputStream((line + "\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII)))) {
            Record each = master.nextRecord();
            records.computeIfAbsent(key(each.getName()), key -> new ArrayList<>())
                    .add(each);
        }
        return this;
    }

    /// Answers from now on as one that has validated DNSSEC: what it says is authentic, and `fail` makes a
    /// name bogus.
    public TestDns validating() {
        validates = true;
        return this;
    }

    /// The zone of this name is not signed.
    public TestDns insecure(String name) throws IOException {
        insecure.add(key(Name.fromString(name)));
        return this;
    }

    /// Forgets all records of a name.
    public void remove(String name) throws IOException {
        records.remove(key(Name.fromString(name)));
    }

    /// Answers SERVFAIL for a name.
    public void fail(String name) throws IOException {
        failing.add(key(Name.fromString(name)));
    }

    public int queries(String name) throws IOException {
        return queries.getOrDefault(key(Name.fromString(name)), new AtomicInteger())
                .get();
    }

    private static String key(Name name) {
        return name.canonicalize().toString();
    }

    private void run() {
        byte[] buffer = new byte[4096];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                byte[] query = new byte[packet.getLength()];
                System.arraycopy(packet.getData(), 0, query, 0, query.length);
                byte[] answer = answer(new Message(query)).toWire();
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException e) {
                // closed, or no message of DNS
            }
        }
    }

    private Message answer(Message query) throws IOException {
        Record question = query.getQuestion();
        String name = key(question.getName());
        queries.computeIfAbsent(name, key -> new AtomicInteger()).incrementAndGet();
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.AA);
        answer.getHeader().setFlag(Flags.RD);
        answer.getHeader().setFlag(Flags.RA);
        answer.getHeader().setOpcode(Opcode.QUERY);
        if (validates && query.getHeader().getFlag(Flags.AD) && !insecure.contains(name)) {
            answer.getHeader().setFlag(Flags.AD);
        }
        answer.addRecord(question, Section.QUESTION);
        if (failing.contains(name)) {
            answer.getHeader().setRcode(Rcode.SERVFAIL);
            return answer;
        }
        List<Record> found = records.getOrDefault(name, List.of());
        List<Record> fitting = found.stream()
                .filter(each -> each.getType() == question.getType())
                .toList();
        fitting.forEach(each -> answer.addRecord(each, Section.ANSWER));
        if (fitting.isEmpty()) {
            answer.addRecord(authority(), Section.AUTHORITY);
            answer.getHeader().setRcode(found.isEmpty() ? Rcode.NXDOMAIN : Rcode.NOERROR);
        }
        return answer;
    }

    private static SOARecord authority() throws IOException {
        Name root = Name.fromString("test.");
        return new SOARecord(root, DClass.IN, 3600, root, root, 1, 60, 60, 60, 3600);
    }

    @Override
    public void close() {
        socket.close();
    }
}
