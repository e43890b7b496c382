package org.rehome.lab.pool;

import java.io.IOException;
import org.rehome.lab.partner.Federation;
import org.rehome.lab.partner.PartnerBuilder;

/// The server that an organisation is leaving: the pool where its users live at first, with server-to-server streams
/// of its own. What the pool's hook does not capture leaves by them; what arrives by them is its users', or handed over
/// if they live elsewhere.
public final class SimulatedLegacyGateway implements AutoCloseable {
    private final SimulatedPool pool;
    private final Federation federation;

    private SimulatedLegacyGateway(SimulatedPool pool, Federation federation) {
        this.pool = pool;
        this.federation = federation;
    }

    /// Starts the pool, then its streams.
    ///
    /// @param pool with a hook
    /// @param streams of the pool's domains
    /// @throws IOException if a port is in use
    public static SimulatedLegacyGateway start(PoolBuilder pool, PartnerBuilder streams) throws IOException {
        SimulatedPool users = pool.hook().start();
        Federation federation = streams.federation(users::received);
        users.hook().federation(federation);
        try {
            federation.start();
        } catch (IOException e) {
            users.close();
            throw e;
        }
        return new SimulatedLegacyGateway(users, federation);
    }

    /// Where its users are.
    public SimulatedPool pool() {
        return pool;
    }

    /// Its own way to other servers.
    public Federation federation() {
        return federation;
    }

    @Override
    public void close() {
        federation.close();
        pool.close();
    }
}
