package org.rehome.dns.socket;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Answers queries (RFC 1034 §4.3.2 without delegations, aliases and wildcards).
final class Lookup {
    /// What fits into one packet everywhere; also the most that is sent over UDP.
    static final int UDP_PAYLOAD = 1232;

    private final Zones zones;

    Lookup(Zones zones) {
        this.zones = zones;
    }

    Message answer(Message query) {
        Message answer = reply(query);
        Record question = query.getQuestion();
        OPTRecord opt = query.getOPT();
        if (opt != null && opt.getVersion() != 0) {
            return badVersion(query);
        }
        if (question == null || query.getSection(Section.QUESTION).size() != 1) {
            return failed(answer, Rcode.FORMERR);
        }
        Optional<Zone> zone = zones.holding(question.getName());
        boolean ours = question.getDClass() == DClass.IN || question.getDClass() == DClass.ANY;
        if (zone.isEmpty() || !ours) {
            return failed(answer, Rcode.REFUSED);
        }
        answer.getHeader().setFlag(Flags.AA);
        fill(answer, zone.get(), question);
        return answer;
    }

    private static void fill(Message answer, Zone zone, Record question) {
        Name name = question.getName();
        List<Record> set = question.getType() == Type.ANY
                // RFC 8482 §4.1: one set is an answer to ANY
                ? zone.sets(name).values().stream().findFirst().orElse(List.of())
                : zone.set(name, question.getType());
        if (set.isEmpty()) {
            if (!zone.exists(name)) {
                answer.getHeader().setRcode(Rcode.NXDOMAIN);
            }
            SOARecord soa = zone.soa();
            // RFC 2308 §5: the TTL of a negative answer
            answer.addRecord(ZoneEditor.withTtl(soa, Math.min(soa.getTTL(), soa.getMinimum())), Section.AUTHORITY);
            return;
        }
        set.forEach(each -> answer.addRecord(each, Section.ANSWER));
        set.stream()
                .flatMap(each -> each instanceof SRVRecord srv
                        ? java.util.stream.Stream.of(srv.getTarget())
                        : java.util.stream.Stream.empty())
                .distinct()
                .forEach(target -> addresses(answer, zone, target));
    }

    private static void addresses(Message answer, Zone zone, Name target) {
        zone.set(target, Type.A).forEach(each -> answer.addRecord(each, Section.ADDITIONAL));
        zone.set(target, Type.AAAA).forEach(each -> answer.addRecord(each, Section.ADDITIONAL));
    }

    /// An answer without content: id, opcode and RD of the query, its question, OPT if it had one.
    static Message reply(Message query) {
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setOpcode(query.getHeader().getOpcode());
        answer.getHeader().setFlag(Flags.QR);
        if (query.getHeader().getFlag(Flags.RD)) {
            answer.getHeader().setFlag(Flags.RD);
        }
        // an UPDATE's answer needs no sections (RFC 2136 §3.8)
        @Nullable Record question = query.getQuestion();
        if (question != null && query.getHeader().getOpcode() != Opcode.UPDATE) {
            answer.addRecord(question, Section.QUESTION);
        }
        if (query.getOPT() != null) {
            answer.addRecord(new OPTRecord(UDP_PAYLOAD, 0, 0), Section.ADDITIONAL);
        }
        return answer;
    }

    static Message failed(Message answer, int rcode) {
        answer.getHeader().setRcode(rcode);
        return answer;
    }

    /// RFC 6891 §6.1.3: the upper bits of the code stand in OPT.
    private static Message badVersion(Message query) {
        Message answer = reply(query);
        answer.removeAllRecords(Section.ADDITIONAL);
        answer.addRecord(new OPTRecord(UDP_PAYLOAD, Rcode.BADVERS >> 4, 0), Section.ADDITIONAL);
        return answer;
    }
}
