package org.rehome.edge.certificate;

import java.time.Instant;
import java.util.List;
import org.rehome.contracts.address.Domain;

/// Why a credential cannot be used for a domain.
public sealed interface Flaw {

    /// What is wrong and what to do.
    String reason();

    record KeyMismatch() implements Flaw {
        @Override
        public String reason() {
            return "the private key does not belong to the first certificate; send the key that it was issued for, and"
                    + " the certificate of the domain first";
        }
    }

    record UnsupportedKey(String algorithm) implements Flaw {
        @Override
        public String reason() {
            return "keys of kind " + algorithm + " are not supported; use RSA, EC or Ed25519";
        }
    }

    /// @param position of the certificate whose issuer does not follow, from 1
    record BrokenChain(int position) implements Flaw {
        @Override
        public String reason() {
            return "certificate " + position + " is not signed by certificate " + (position + 1)
                    + "; put the domain's certificate first and behind each one the one that issued it";
        }
    }

    record NamesDoNotCover(Domain domain, List<String> names) implements Flaw {
        public NamesDoNotCover {
            names = List.copyOf(names);
        }

        @Override
        public String reason() {
            return "its names " + names + " do not cover " + domain + "; partners compare dNSName, SRVName and xmppAddr"
                    + " entries, never the common name";
        }
    }

    record Expired(Instant notAfter) implements Flaw {
        @Override
        public String reason() {
            return "it expired on " + notAfter;
        }
    }

    record NotYetValid(Instant notBefore) implements Flaw {
        @Override
        public String reason() {
            return "it is valid only from " + notBefore + " on";
        }
    }
}
