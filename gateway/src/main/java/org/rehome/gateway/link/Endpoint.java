package org.rehome.gateway.link;

import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;

/// A component stream of ours: where it goes and what it calls itself.
///
/// @param name the component's name: of our own for injection, the partner's domain for capture
/// @param secret the name of the secret, never the secret
record Endpoint(PoolName pool, Kind kind, Domain name, String host, int port, String secret) {

    enum Kind {
        INJECTION("injection"),
        CAPTURE("capture");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /// For logs and records, such as `new/capture/partner.test`.
    String label() {
        return pool + "/" + kind.text() + "/" + name;
    }

    String address() {
        return host + ":" + port;
    }
}
