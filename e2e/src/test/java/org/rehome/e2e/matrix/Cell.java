package org.rehome.e2e.matrix;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.rehome.e2e.peer.Server;

/// A way to meet, and who calls whom.
record Cell(Way way, Caller caller) {
    /// How TLS begins.
    enum Encryption {
        STARTTLS,
        DIRECT_TLS
    }

    enum Proof {
        EXTERNAL,
        DIALBACK
    }

    /// Whose stream it is that is looked at.
    enum Caller {
        THEY_CALL_US,
        WE_CALL_THEM
    }

    /// One server, met in one way.
    record Way(Server server, Encryption encryption, Proof proof) {
        /// The partner's domain; each has its own, so that no memory of another stands in the way.
        String domain() {
            String name = server + "-" + encryption + "-" + proof;
            return name.toLowerCase(Locale.ROOT).replace('_', '-') + ".partner.test";
        }

        boolean direct() {
            return encryption == Encryption.DIRECT_TLS;
        }
    }

    /// All sixteen, those with STARTTLS first: our own records change only once.
    static List<Cell> all() {
        return Arrays.stream(Encryption.values())
                .flatMap(encryption -> Stream.of(Server.PROSODY, Server.EJABBERD)
                        .flatMap(server ->
                                Arrays.stream(Proof.values()).map(proof -> new Way(server, encryption, proof))))
                .flatMap(way -> Arrays.stream(Caller.values()).map(caller -> new Cell(way, caller)))
                .toList();
    }

    @Override
    public String toString() {
        return way.server() + " " + way.encryption() + " " + way.proof() + " " + caller;
    }
}
