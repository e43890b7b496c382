package org.rehome.dns.socket;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.rehome.dns.zone.TsigKey;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// From the bytes of a request to those of its answer, whatever they came over.
final class Responder {
    private static final Logger LOG = Logger.getLogger(Responder.class);
    private static final int MIN_UDP = 512;

    private final Zones zones;
    private final Lookup lookup;
    private final Updates updates;
    private final Signatures signatures;
    private final Served served;

    Responder(Zones zones, TsigKey key, Served served) {
        this.zones = zones;
        this.lookup = new Lookup(zones);
        this.updates = new Updates(zones);
        this.signatures = new Signatures(key);
        this.served = served;
    }

    /// How a request came.
    enum Transport {
        UDP,
        TCP
    }

    /// Usually one message; none when the bytes are no request; several for a zone transfer.
    List<byte[]> answer(byte[] bytes, Transport transport) {
        Message request;
        try {
            request = new Message(bytes);
        } catch (IOException | RuntimeException e) {
            return withoutContent(bytes, transport, Rcode.FORMERR);
        }
        try {
            return answer(request, bytes, transport);
        } catch (RuntimeException e) {
            LOG.errorf(e, "request not answered");
            return withoutContent(bytes, transport, Rcode.SERVFAIL);
        }
    }

    private List<byte[]> answer(Message request, byte[] bytes, Transport transport) {
        if (request.getHeader().getFlag(Flags.QR)) {
            return List.of();
        }
        Signatures.Signature signature = signatures.check(request, bytes);
        if (signature instanceof Signatures.Signature.Valid(var signer, var record)
                && transport == Transport.TCP
                && asksFor(request, Type.AXFR)) {
            Optional<Zone> zone = zones.get(request.getQuestion().getName());
            if (zone.isPresent()) {
                count(transport, request, Rcode.NOERROR);
                return Transfer.messages(zone.get(), request, signer, record);
            }
        }
        Message answer = signature instanceof Signatures.Signature.Invalid
                ? Lookup.failed(Lookup.reply(request), Rcode.NOTAUTH)
                : answer(request, signature);
        count(transport, request, answer.getHeader().getRcode());
        return List.of(Signatures.sign(answer, signature, limit(request, transport)));
    }

    private Message answer(Message request, Signatures.Signature signature) {
        return switch (request.getHeader().getOpcode()) {
            case Opcode.QUERY ->
                asksFor(request, Type.AXFR) || asksFor(request, Type.IXFR)
                        ? Lookup.failed(Lookup.reply(request), Rcode.REFUSED)
                        : lookup.answer(request);
            case Opcode.UPDATE -> Lookup.failed(Lookup.reply(request), update(request, signature));
            default -> Lookup.failed(Lookup.reply(request), Rcode.NOTIMP);
        };
    }

    private int update(Message request, Signatures.Signature signature) {
        if (signature instanceof Signatures.Signature.Unsigned) {
            return Rcode.REFUSED;
        }
        try {
            int rcode = updates.update(request);
            Record zone = request.getSection(Section.ZONE).stream().findFirst().orElse(null);
            LOG.debugf("update answered zone=%s rcode=%s", zone == null ? "" : zone.getName(), Rcode.string(rcode));
            return rcode;
        } catch (IOException e) {
            LOG.errorf("zone not written error=%s", e);
            return Rcode.SERVFAIL;
        }
    }

    private static boolean asksFor(Message request, int type) {
        Record question = request.getQuestion();
        return request.getHeader().getOpcode() == Opcode.QUERY && question != null && question.getType() == type;
    }

    private static int limit(Message request, Transport transport) {
        return switch (transport) {
            case TCP -> Message.MAXLENGTH;
            case UDP ->
                request.getOPT() == null
                        ? MIN_UDP
                        : Math.clamp(request.getOPT().getPayloadSize(), MIN_UDP, Lookup.UDP_PAYLOAD);
        };
    }

    /// When there is at least the header of a request.
    private List<byte[]> withoutContent(byte[] bytes, Transport transport, int rcode) {
        try {
            Header header = new Header(java.util.Arrays.copyOf(bytes, Math.min(bytes.length, Header.LENGTH)));
            if (header.getFlag(Flags.QR)) {
                return List.of();
            }
            Message answer = new Message(header.getID());
            answer.getHeader().setOpcode(header.getOpcode());
            answer.getHeader().setFlag(Flags.QR);
            answer.getHeader().setRcode(rcode);
            served.answered(transport.name(), Opcode.string(header.getOpcode()), Rcode.string(rcode));
            return List.of(answer.toWire());
        } catch (IOException e) {
            return List.of();
        }
    }

    private void count(Transport transport, Message request, int rcode) {
        served.answered(transport.name(), Opcode.string(request.getHeader().getOpcode()), Rcode.string(rcode));
    }
}
