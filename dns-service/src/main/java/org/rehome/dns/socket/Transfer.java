package org.rehome.dns.socket;

import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;

/// A zone as the messages of an AXFR (RFC 5936), each signed with the one before (RFC 8945 §5.3.1).
final class Transfer {
    private static final int RECORDS_A_MESSAGE = 200;

    private Transfer() {}

    static List<byte[]> messages(Zone zone, Message query, TSIG signer, TSIGRecord signature) {
        List<Record> records = new ArrayList<>(zone.records());
        records.add(zone.soa());
        List<byte[]> messages = new ArrayList<>();
        TSIGRecord last = signature;
        for (int from = 0; from < records.size(); from += RECORDS_A_MESSAGE) {
            Message message = from == 0 ? Lookup.reply(query) : continuation(query);
            message.getHeader().setFlag(Flags.AA);
            records.subList(from, Math.min(records.size(), from + RECORDS_A_MESSAGE))
                    .forEach(each -> message.addRecord(each, Section.ANSWER));
            signer.apply(message, last, from == 0);
            last = message.getTSIG();
            messages.add(message.toWire());
        }
        return messages;
    }

    private static Message continuation(Message query) {
        Message message = new Message(query.getHeader().getID());
        message.getHeader().setFlag(Flags.QR);
        return message;
    }
}
