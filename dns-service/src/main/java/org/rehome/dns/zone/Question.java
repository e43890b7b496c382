package org.rehome.dns.zone;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.rehome.dns.cutover.Answer;
import org.rehome.dns.record.DnsName;
import org.rehome.dns.record.InvalidRecords;
import org.rehome.dns.record.RecordKey;
import org.rehome.dns.record.RecordSet;
import org.rehome.dns.record.RecordType;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;

/// Asks one server. As partners do: over UDP first, over TCP when the answer does not fit.
public final class Question {
    private static final int PAYLOAD = 1232;

    private final ServerAddress server;
    private final Duration limit;
    private final boolean recursion;
    private final boolean udp;

    private Question(ServerAddress server, Duration limit, boolean recursion, boolean udp) {
        this.server = server;
        this.limit = limit;
        this.recursion = recursion;
        this.udp = udp;
    }

    /// For a server that has the zone.
    public static Question authoritative(ServerAddress server, Duration limit) {
        return new Question(server, limit, false, true);
    }

    /// For a server that finds the answer, or has kept it.
    public static Question resolver(ServerAddress server, Duration limit) {
        return new Question(server, limit, true, true);
    }

    /// For the primary, after an update: over TCP alone, so that no answer means no connection.
    static Question reliable(ServerAddress server, Duration limit) {
        return new Question(server, limit, false, false);
    }

    public Answer ask(RecordKey key) {
        try {
            Message answer = ask(Wire.name(key.name()), Wire.type(key.type()));
            int rcode = answer.getRcode();
            if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
                return new Answer.Failed(Rcode.string(rcode));
            }
            RecordSet set = Wire.set(key, answer.getSection(Section.ANSWER));
            if (set == null && !answer.getSection(Section.ANSWER).isEmpty()) {
                return new Answer.Failed(
                        "an alias: " + answer.getSection(Section.ANSWER).getFirst());
            }
            long negative = set == null ? negativeTtl(answer) : 0;
            return new Answer.Found(set, answer.getHeader().getFlag(Flags.AA), negative);
        } catch (IOException e) {
            return new Answer.Silent(Exchange.reason(e));
        } catch (InvalidRecords e) {
            return new Answer.Failed("a record that is not understood: " + e.getMessage());
        }
    }

    /// How long "there is none" may be kept (RFC 2308 §5).
    private static long negativeTtl(Message answer) {
        for (Record each : answer.getSection(Section.AUTHORITY)) {
            if (each instanceof SOARecord soa) {
                return Math.min(soa.getTTL(), soa.getMinimum());
            }
        }
        return 0;
    }

    /// Records of any type.
    ///
    /// @throws IOException when no answer came
    Message ask(Name name, int type) throws IOException {
        Message question = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        if (!recursion) {
            question.getHeader().unsetFlag(Flags.RD);
        }
        question.addRecord(new OPTRecord(PAYLOAD, 0, 0), Section.ADDITIONAL);
        byte[] bytes = question.toWire();
        if (udp) {
            Message answer = check(question, Exchange.udp(server, bytes, limit));
            if (!answer.getHeader().getFlag(Flags.TC)) {
                return answer;
            }
        }
        return check(question, Exchange.tcp(server, bytes, limit));
    }

    private static Message check(Message question, byte[] bytes) throws IOException {
        Message answer = new Message(bytes);
        List<Record> asked = answer.getSection(Section.QUESTION);
        boolean same = asked.isEmpty() || asked.getFirst().equals(question.getQuestion());
        if (answer.getHeader().getID() != question.getHeader().getID()
                || !answer.getHeader().getFlag(Flags.QR)
                || !same) {
            throw new IOException("the answer is to another question");
        }
        return answer;
    }

    /// The addresses that this server knows for a host; empty when none, or no answer.
    List<RecordSet> addresses(DnsName host) {
        List<RecordSet> found = new ArrayList<>();
        for (RecordType type : List.of(RecordType.A, RecordType.AAAA)) {
            if (ask(new RecordKey(host, type)) instanceof Answer.Found answer && answer.set() != null) {
                found.add(answer.set());
            }
        }
        return found;
    }
}
