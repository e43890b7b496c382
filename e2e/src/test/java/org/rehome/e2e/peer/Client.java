package org.rehome.e2e.peer;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jivesoftware.smack.ConnectionConfiguration.SecurityMode;
import org.jivesoftware.smack.SmackException;
import org.jivesoftware.smack.XMPPException;
import org.jivesoftware.smack.filter.StanzaTypeFilter;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.MessageBuilder;
import org.jivesoftware.smack.packet.Stanza;
import org.jivesoftware.smack.packet.StanzaBuilder;
import org.jivesoftware.smack.roster.Roster;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jivesoftware.smack.tcp.XMPPTCPConnectionConfiguration;
import org.jxmpp.jid.EntityBareJid;
import org.jxmpp.jid.impl.JidCreate;
import org.jxmpp.stringprep.XmppStringprepException;

/// A user's client, by Smack: logged in, available, and keeping every message that comes.
public final class Client implements AutoCloseable {
    private final EntityBareJid user;
    private final Server server;
    private final XMPPTCPConnection connection;
    private final List<Received> received = new CopyOnWriteArrayList<>();

    private Client(EntityBareJid user, Server server, XMPPTCPConnection connection) {
        this.user = user;
        this.server = server;
        this.connection = connection;
    }

    static Client login(String user, String password, InetSocketAddress address, Server server) {
        String what = user + " at " + server + " " + address;
        try {
            EntityBareJid jid = JidCreate.entityBareFrom(user);
            var connection = new XMPPTCPConnection(XMPPTCPConnectionConfiguration.builder()
                    .setXmppDomain(jid.asDomainBareJid())
                    .setHostAddress(address.getAddress())
                    .setPort(address.getPort())
                    .setSecurityMode(SecurityMode.disabled)
                    .setUsernameAndPassword(jid.getLocalpart(), password)
                    .setResource("e2e")
                    .build());
            Roster.getInstanceFor(connection).setRosterLoadedAtLogin(false);
            var client = new Client(jid, server, connection);
            // Smack calls these in the order of the stream, and the asynchronous ones in any order.
            connection.addSyncStanzaListener(client::receive, StanzaTypeFilter.MESSAGE);
            connection.connect().login();
            return client;
        } catch (IOException | SmackException | XMPPException e) {
            throw new IllegalStateException(what + " could not log in", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted, logging in " + what, e);
        }
    }

    private void receive(Stanza stanza) {
        var message = (Message) stanza;
        String error = message.getError() == null
                ? ""
                : String.valueOf(message.getError().getCondition());
        String from =
                message.getFrom() == null ? "" : message.getFrom().asBareJid().toString();
        received.add(new Received(from, error, message.getBody() == null ? "" : message.getBody()));
    }

    /// Sends a message to a bare address.
    ///
    /// @throws IllegalStateException when the client is not connected
    public void send(String to, String id, String body) {
        try {
            MessageBuilder message = StanzaBuilder.buildMessage(id)
                    .ofType(Message.Type.chat)
                    .to(JidCreate.entityBareFrom(to))
                    .setBody(body);
            connection.sendStanza(message.build());
        } catch (XmppStringprepException | SmackException.NotConnectedException e) {
            throw new IllegalStateException(this + " cannot send to " + to, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted, sending to " + to, e);
        }
    }

    /// Says hello to another until it is heard: resolvers keep for some seconds that there was nothing.
    public void awaitPathTo(Client receiver, Duration patience) {
        var attempts = new AtomicInteger();
        await().atMost(patience).pollInterval(Duration.ofSeconds(1)).until(() -> {
            int attempt = attempts.incrementAndGet();
            send(receiver.user(), "hello-" + attempt, "hello " + attempt);
            return receiver.received().stream()
                    .anyMatch(each -> each.from().equals(user()) && each.error().isEmpty());
        });
    }

    /// Every message so far, errors too, in the order in which they came.
    public List<Received> received() {
        return List.copyOf(received);
    }

    /// The bare address.
    public String user() {
        return user.toString();
    }

    @Override
    public void close() {
        connection.disconnect();
    }

    @Override
    public String toString() {
        return user + " on " + server;
    }

    /// A message that came.
    ///
    /// @param from the bare address of the sender
    /// @param error the condition of an error (RFC 6120 §8.3.3), empty when it is none
    /// @param body empty when it had none
    public record Received(String from, String error, String body) {}
}
