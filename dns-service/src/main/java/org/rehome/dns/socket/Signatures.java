package org.rehome.dns.socket;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.rehome.dns.zone.TsigKey;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;

/// Checks the signatures of requests and signs answers (RFC 8945).
final class Signatures {
    private static final Duration FUDGE = Duration.ofMinutes(5);

    private final TsigKey key;

    Signatures(TsigKey key) {
        this.key = key;
    }

    /// What a request's signature says.
    sealed interface Signature {
        record Unsigned() implements Signature {}

        record Valid(TSIG signer, TSIGRecord record) implements Signature {}

        /// @param error BADKEY, BADSIG or BADTIME
        record Invalid(TSIG signer, TSIGRecord record, int error) implements Signature {}
    }

    Signature check(Message request, byte[] bytes) {
        TSIGRecord record = request.getTSIG();
        if (record == null) {
            return new Signature.Unsigned();
        }
        TSIG signer = key.signer();
        int error = signer.verify(request, bytes, null);
        return error == Rcode.NOERROR
                ? new Signature.Valid(signer, record)
                : new Signature.Invalid(signer, record, error);
    }

    /// The bytes of an answer: signed when the request was.
    ///
    /// @param limit the most bytes; what does not fit is left out, with TC set
    static byte[] sign(Message answer, Signature signature, int limit) {
        switch (signature) {
            case Signature.Unsigned() -> {}
            case Signature.Valid(var signer, var record) -> answer.setTSIG(signer, Rcode.NOERROR, record);
            case Signature.Invalid(var signer, var record, var error)
            when error == Rcode.BADTIME -> answer.setTSIG(signer, error, record);
            // RFC 8945 §5.2.1, §5.2.2: these two are answered unsigned
            case Signature.Invalid(var _, var record, var error) ->
                answer.addRecord(unsigned(record, answer.getHeader().getID(), error), Section.ADDITIONAL);
        }
        return answer.toWire(limit);
    }

    private static TSIGRecord unsigned(TSIGRecord request, int id, int error) {
        byte @Nullable [] none = null;
        return new TSIGRecord(
                request.getName(),
                DClass.ANY,
                0,
                request.getAlgorithm(),
                request.getTimeSigned(),
                FUDGE,
                new byte[0],
                id,
                error,
                none);
    }
}
