package org.rehome.e2e.coexistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jivesoftware.smack.SmackException;
import org.jivesoftware.smack.XMPPException;
import org.jivesoftware.smack.packet.IQ;
import org.jivesoftware.smack.packet.StreamError;
import org.rehome.e2e.peer.User;
import org.rehome.e2e.peer.Xml;

/// Somebody with one client, which goes where the server says that she lives now (RFC 6120 §4.9.3.19),
/// and keeps what came in all its sessions. Smack does not go there by itself.
final class Person implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String jid;
    private final List<User> sessions = new CopyOnWriteArrayList<>();
    private volatile InetSocketAddress server;

    /// @param server where her client looks first
    Person(String jid, InetSocketAddress server) {
        this.jid = jid;
        this.server = server;
    }

    String jid() {
        return jid;
    }

    String nick() {
        return jid.substring(0, jid.indexOf('@'));
    }

    /// Where her client logged in, or would.
    InetSocketAddress server() {
        return server;
    }

    /// Her session.
    User client() {
        return sessions.getLast();
    }

    /// Logs in, wherever her server sends her; a server that she is just moved to says "later" at first.
    void logIn() {
        await().alias(jid + " logs in")
                .atMost(PATIENCE)
                .ignoreException(SmackException.class)
                .until(this::isLoggedIn);
    }

    private boolean isLoggedIn() throws SmackException {
        try {
            User session = User.login(jid, "session-" + (sessions.size() + 1), server);
            // only who has asked for her roster is told of its changes (RFC 6121 §2.2)
            session.request(IQ.Type.get, null, "query", "jabber:iq:roster", "");
            sessions.add(session);
            return true;
        } catch (XMPPException e) {
            User.streamError(e).ifPresent(this::heed);
            return false;
        }
    }

    /// Her session ends because she lives elsewhere now, and her client follows.
    void follow() {
        StreamError end = client().awaitEnd();
        assertThat(end.getCondition()).as(jid).isEqualTo(StreamError.Condition.see_other_host);
        heed(end);
        logIn();
    }

    private void heed(StreamError error) {
        if (error.getCondition() == StreamError.Condition.see_other_host) {
            String[] address = error.getConditionText().split(":", 2);
            server = new InetSocketAddress(address[0], Integer.parseInt(address[1]));
        }
    }

    void logOut() {
        client().close();
    }

    /// How much has come until now: what comes later is asked for with it.
    int mark() {
        return received().size();
    }

    /// Everything that came, in its order, session after session.
    List<Xml> received() {
        return sessions.stream().flatMap(each -> each.received().stream()).toList();
    }

    /// @param mark what had come before does not count
    Xml awaitSince(int mark, String what, Predicate<Xml> which) {
        return await().alias(jid + " gets " + what)
                .atMost(PATIENCE)
                .until(() -> received().stream().skip(mark).filter(which).findFirst(), found -> found.isPresent())
                .orElseThrow();
    }

    @Override
    public void close() {
        sessions.forEach(User::close);
    }

    @Override
    public String toString() {
        return jid;
    }
}
