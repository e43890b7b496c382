package org.rehome.lab.partner;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.rehome.lab.server.Accounts;
import org.rehome.lab.server.LabServer;
import org.rehome.lab.server.StanzaListener;
import org.rehome.lab.server.StreamLog;
import org.rehome.lab.stanza.Jid;
import org.rehome.lab.stanza.Stanza;

/// A federated server with users: accounts, and a [Federation]. Thread-safe.
public final class SimulatedPartner implements LabServer {
    private final Accounts accounts;
    private final Federation federation;

    SimulatedPartner(PartnerBuilder builder, Set<String> users) {
        this.federation = builder.federation(this::received);
        this.accounts = new Accounts(new HashSet<>(federation.domains()), this::route);
        for (String user : users) {
            accounts.add(user);
            accounts.login(user);
        }
    }

    /// Describes a partner with one domain; more can be added.
    public static PartnerBuilder of(String domain) {
        return new PartnerBuilder(domain);
    }

    /// The port it listens on; it stays the same when the partner is stopped and started.
    public int port() {
        return address().getPort();
    }

    /// The address it listens on.
    public InetSocketAddress address() {
        return federation.address();
    }

    /// Its domains, the first first.
    public List<String> domains() {
        return federation.domains();
    }

    /// Trusts one more certificate authority from now on.
    public void trust(X509Certificate authority) {
        federation.trust(authority);
    }

    /// Starts listening again after [#stop()] or [#cut()].
    public void start() throws IOException {
        federation.start();
    }

    /// Goes away as a server does that is shut down: its users can send no more, what they sent is written, streams are
    /// closed and read until the peers have closed theirs (RFC 6120 §4.4).
    public void stop() throws IOException {
        federation.stop();
    }

    /// Goes away as a server does that is killed: every connection is cut. It can be started again.
    public void cut() throws IOException {
        federation.cut();
    }

    /// Resets every connection, those that it opened in the middle of a stanza; new ones may come at once.
    public void reset() {
        federation.reset();
    }

    /// Closes the streams that it opened, gracefully. What its users send next goes over new streams, to where DNS says
    /// then, after the old ones have ended.
    public void closeOutbound() {
        federation.closeOutbound();
    }

    /// Reads nothing for a time, as an overloaded server does; zero ends it.
    public void stall(Duration duration) {
        federation.stall(duration);
    }

    @Override
    public void close() {
        federation.close();
    }

    /// Creates an account with a session.
    public void addUser(String user) {
        accounts.add(user);
        accounts.login(user);
    }

    public void removeUser(String user) {
        accounts.remove(user);
    }

    public void login(String user) {
        accounts.login(user);
    }

    /// Ends the user's session; messages are stored from now on.
    public void logout(String user) {
        accounts.logout(user);
    }

    @Override
    public Set<String> users() {
        return accounts.users();
    }

    @Override
    public boolean present(String user) {
        return federation.running() && accounts.present(user);
    }

    @Override
    public boolean send(String user, Stanza stanza) {
        if (!present(user)) {
            return false;
        }
        route(stanza.from(Jid.of(user).withResource(RESOURCE).toString()));
        return true;
    }

    @Override
    public void listen(StanzaListener listener) {
        accounts.listen(listener);
    }

    /// Tells of everything that is written to the streams that it opens, from now on.
    public void follow(StreamLog streamLog) {
        federation.follow(streamLog);
    }

    /// The authenticated streams that are open now.
    public List<PartnerStream> streams() {
        return federation.streams();
    }

    /// Why the last attempt to reach a domain failed, empty if it did not fail.
    public String lastFailure(String local, String remote) {
        return federation.lastFailure(local, remote);
    }

    /// Answers that could not be sent and may not be answered: lost for whoever waits for them.
    public long dropped() {
        return federation.dropped();
    }

    private void received(Stanza stanza) {
        accounts.receive(stanza, this::route);
    }

    private void route(Stanza stanza) {
        if (accounts.domains().contains(stanza.to().orElseThrow().domain())) {
            received(stanza);
        } else {
            federation.send(stanza);
        }
    }
}
