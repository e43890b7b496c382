package org.rehome.dns.zone;

import org.xbill.DNS.Rcode;

/// What a refusal means: servers say the same thing in different ways.
final class Refusals {

    private Refusals() {}

    static String hint(int rcode, int tsigError, TsigKey key) {
        return switch (tsigError) {
            // dnsjava gives 16 two names: BADVERS, and BADSIG in a TSIG record
            case Rcode.BADSIG -> "the secret of key " + key + " is not the server's";
            case Rcode.BADTIME -> "the clocks of server and service are too far apart";
            case Rcode.BADKEY ->
                "the server does not know key " + key + ", or (Knot) does not let it change these records";
            default -> byRcode(rcode, key);
        };
    }

    private static String byRcode(int rcode, TsigKey key) {
        return switch (rcode) {
            case Rcode.REFUSED -> "the server does not let key " + key + " change these records";
            case Rcode.NOTAUTH -> "the server is not the primary of the zone, or does not accept key " + key;
            case Rcode.NOTZONE -> "a name is not within the zone";
            case Rcode.NOTIMP -> "the server takes no updates: rehome.dns.server must name the primary";
            case Rcode.SERVFAIL -> "the server has a fault; its log knows more";
            case Rcode.FORMERR -> "the server does not understand the update";
            default -> "the server does not do the update";
        };
    }
}
