package org.rehome.dns.zone;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.rehome.dns.cutover.Answer;
import org.rehome.dns.cutover.ZoneUpdate;
import org.rehome.dns.record.DnsName;
import org.rehome.dns.record.RecordKey;
import org.rehome.dns.record.RecordSet;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;
import org.xbill.DNS.Type;

/// The authoritative server that takes updates. Everything goes over TCP.
public final class Primary {
    private final ServerAddress address;
    private final TsigKey key;
    private final Duration limit;
    private final Question question;

    /// @param limit for each exchange
    public Primary(ServerAddress address, TsigKey key, Duration limit) {
        this.address = address;
        this.key = key;
        this.limit = limit;
        this.question = Question.reliable(address, limit);
    }

    public ServerAddress address() {
        return address;
    }

    public TsigKey key() {
        return key;
    }

    Question question() {
        return question;
    }

    /// What the primary knows, or why it cannot be said.
    public sealed interface Reading<T> {
        record Read<T>(T value) implements Reading<T> {}

        /// It answered, but is not the one to ask.
        record Unfit<T>(String reason) implements Reading<T> {}

        /// It did not answer.
        record Silent<T>(String reason) implements Reading<T> {}
    }

    /// The serial of a zone that the server is authoritative for.
    public Reading<Long> serial(DnsName zone) {
        try {
            Message answer = question.ask(Wire.name(zone), Type.SOA);
            for (Record each : answer.getSection(Section.ANSWER)) {
                if (each instanceof SOARecord soa && answer.getHeader().getFlag(Flags.AA)) {
                    return new Reading.Read<>(soa.getSerial());
                }
            }
            String rcode = Rcode.string(answer.getRcode());
            return new Reading.Unfit<>(
                    "server " + address + " is not authoritative for the zone " + zone + " (" + rcode + ")");
        } catch (IOException e) {
            return new Reading.Silent<>("server " + address + " does not answer: " + Exchange.reason(e));
        }
    }

    /// Those of the sets that are there.
    public Reading<Map<RecordKey, RecordSet>> read(Collection<RecordKey> keys) {
        Map<RecordKey, RecordSet> present = new TreeMap<>();
        for (RecordKey each : keys) {
            switch (question.ask(each)) {
                case Answer.Found found -> {
                    if (found.set() != null) {
                        present.put(each, found.set());
                    }
                }
                case Answer.Failed(var rcode) -> {
                    return new Reading.Unfit<>("server " + address + " answers " + rcode + " for " + each);
                }
                case Answer.Silent(var reason) -> {
                    return new Reading.Silent<>("server " + address + " does not answer: " + reason);
                }
            }
        }
        return new Reading.Read<>(present);
    }

    /// Sends an update, signed, once.
    public UpdateOutcome send(ZoneUpdate update) {
        Message message = Wire.message(update);
        TSIG signer = key.signer();
        signer.apply(message, null);
        byte[] answer;
        try {
            answer = Exchange.tcp(address, message.toWire(), limit);
        } catch (Exchange.NotSent e) {
            return new UpdateOutcome.Unreachable(Exchange.reason(e));
        } catch (IOException e) {
            return new UpdateOutcome.Unknown(Exchange.reason(e));
        }
        try {
            return outcome(message, signer, answer);
        } catch (IOException e) {
            return new UpdateOutcome.Unknown("the answer cannot be read: " + Exchange.reason(e));
        }
    }

    private UpdateOutcome outcome(Message sent, TSIG signer, byte[] bytes) throws IOException {
        Message answer = new Message(bytes);
        if (answer.getHeader().getID() != sent.getHeader().getID()) {
            return new UpdateOutcome.Unknown("the answer is to another question");
        }
        TSIGRecord signature = answer.getTSIG();
        int rcode = answer.getHeader().getRcode();
        int error = signature == null ? Rcode.NOERROR : signature.getError();
        if (rcode == Rcode.NOERROR || rcode == Rcode.NXRRSET || rcode == Rcode.YXRRSET) {
            if (signature == null || signer.verify(answer, bytes, sent.getTSIG()) != Rcode.NOERROR) {
                return new UpdateOutcome.Unknown(Rcode.string(rcode) + " without a valid signature");
            }
            long skew =
                    Duration.between(Instant.now(), signature.getTimeSigned()).toSeconds();
            return rcode == Rcode.NOERROR
                    ? new UpdateOutcome.Accepted(skew)
                    : new UpdateOutcome.NotMet(Rcode.string(rcode), skew);
        }
        String text = error == Rcode.NOERROR
                ? Rcode.string(rcode)
                : Rcode.string(rcode) + " (" + Rcode.TSIGstring(error) + ")";
        return new UpdateOutcome.Refused(text, Refusals.hint(rcode, error, key));
    }
}
