package org.rehome.gateway.client;

import java.nio.file.Path;
import java.util.Optional;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;

/// A user of a pool, as whom probes log in.
///
/// @param jid the bare address
/// @param host where the pool takes clients
/// @param secret the name of the password, never the password
/// @param authorities PEM file of those that the pool's certificate is verified against; the machine's when
/// empty
public record TestUser(
        PoolName pool, Jid jid, String host, int port, String secret, ClientTls tls, Optional<Path> authorities) {}
