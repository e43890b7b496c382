package org.rehome.standalone;

/// A port of the suite.
///
/// @param owner the part that listens there
/// @param purpose what for, as people say it: `REST`, `S2S`, `DNS`
/// @param option the command line option that chooses it, without dashes
/// @param host the address listened on
/// @param number the port, never 0
/// @param transport TCP alone, or UDP too
public record Port(String owner, String purpose, String option, String host, int number, Transport transport) {
    /// What is bound at a port.
    public enum Transport {
        TCP,
        TCP_AND_UDP
    }

    public Port {
        if (number < 1 || number > 65535) {
            throw new IllegalArgumentException("not a port: " + number + " for " + owner + "'s " + purpose);
        }
    }
}
