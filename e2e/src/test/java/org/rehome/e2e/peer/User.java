package org.rehome.e2e.peer;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jivesoftware.smack.ConnectionConfiguration.SecurityMode;
import org.jivesoftware.smack.ConnectionListener;
import org.jivesoftware.smack.SmackException;
import org.jivesoftware.smack.StanzaListener;
import org.jivesoftware.smack.XMPPException;
import org.jivesoftware.smack.packet.IQ;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.Presence;
import org.jivesoftware.smack.packet.StandardExtensionElement;
import org.jivesoftware.smack.packet.Stanza;
import org.jivesoftware.smack.packet.StanzaBuilder;
import org.jivesoftware.smack.packet.StreamError;
import org.jivesoftware.smack.packet.UnparsedIQ;
import org.jivesoftware.smack.roster.Roster;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jivesoftware.smack.tcp.XMPPTCPConnectionConfiguration;
import org.jivesoftware.smackx.ping.packet.Ping;
import org.jivesoftware.smackx.receipts.DeliveryReceiptManager;
import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.EntityBareJid;
import org.jxmpp.jid.impl.JidCreate;
import org.jxmpp.stringprep.XmppStringprepException;

/// A user's client, by Smack, that keeps every stanza that comes, and how its stream ended.
public final class User implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String ROOMS = "http://jabber.org/protocol/muc";

    private final EntityBareJid jid;
    private final XMPPTCPConnection connection;
    private final List<Xml> received = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable Exception> end = new AtomicReference<>();

    private User(EntityBareJid jid, XMPPTCPConnection connection) {
        this.jid = jid;
        this.connection = connection;
    }

    /// Logs in, with the initial presence; she is available when this returns.
    public static User login(String user, InetSocketAddress address) throws SmackException, XMPPException {
        return login(user, "e2e", address);
    }

    /// The same with a resource of one's own choice.
    public static User login(String user, String resource, InetSocketAddress address)
            throws SmackException, XMPPException {
        try {
            EntityBareJid jid = JidCreate.entityBareFrom(user);
            var connection = new XMPPTCPConnection(XMPPTCPConnectionConfiguration.builder()
                    .setXmppDomain(jid.asDomainBareJid())
                    .setHostAddress(address.getAddress())
                    .setPort(address.getPort())
                    .setSecurityMode(SecurityMode.disabled)
                    .setUsernameAndPassword(jid.getLocalpart(), Peer.PASSWORD)
                    .setResource(resource)
                    .build());
            connection.setUseStreamManagement(false);
            connection.setReplyTimeout(PATIENCE.toMillis());
            Roster roster = Roster.getInstanceFor(connection);
            roster.setRosterLoadedAtLogin(false);
            roster.setSubscriptionMode(Roster.SubscriptionMode.manual);
            var self = new User(jid, connection);
            // Smack calls these in the order of the stream, and the asynchronous ones in any order.
            StanzaListener keep = self::keep;
            connection.addSyncStanzaListener(keep, stanza -> true);
            connection.addConnectionListener(new ConnectionListener() {
                @Override
                public void connectionClosedOnError(Exception e) {
                    self.end.set(e);
                }
            });
            connection.connect().login();
            // What comes before her presence is processed waits in the server for her next login; this is answered
            // after it (RFC 6120 §10.1).
            connection.sendIqRequestAndWaitForResponse(new Ping());
            return self;
        } catch (IOException e) {
            throw new IllegalStateException(user + " could not log in", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted, logging in " + user, e);
        }
    }

    /// Answers every request for a receipt (XEP-0184), whoever asks.
    public void sendReceipts() {
        DeliveryReceiptManager.getInstanceFor(connection)
                .setAutoReceiptMode(DeliveryReceiptManager.AutoReceiptMode.always);
    }

    private void keep(Stanza stanza) {
        received.add(Xml.parse(written(stanza)));
    }

    /// Smack does not write well what it could not read: the request that comes back in an error (RFC 6120 §8.3.1).
    private static String written(Stanza stanza) {
        if (!(stanza instanceof UnparsedIQ iq)) {
            return stanza.toXML("jabber:client").toString();
        }
        String error = iq.getError() == null ? "" : iq.getError().toXML().toString();
        return "<iq xmlns='jabber:client' type='" + iq.getType() + "' id='" + iq.getStanzaId() + "' from='"
                + iq.getFrom() + "' to='" + iq.getTo() + "'>" + iq.getContent() + error + "</iq>";
    }

    public String bare() {
        return jid.toString();
    }

    public String full() {
        return connection.getUser().toString();
    }

    public void say(String to, String body) {
        send(StanzaBuilder.buildMessage()
                .ofType(Message.Type.chat)
                .to(jid(to))
                .setBody(body)
                .build());
    }

    public void presence(String to, Presence.Type type) {
        send(StanzaBuilder.buildPresence().ofType(type).to(jid(to)).build());
    }

    /// Tells everybody who may know it that she is there, and how she is.
    public void announce(String status) {
        send(StanzaBuilder.buildPresence()
                .ofType(Presence.Type.available)
                .setStatus(status)
                .build());
    }

    /// Joins a room without asking for what was said before (XEP-0045 §7.2).
    ///
    /// @param occupant `room@service/nick`
    public void join(String occupant) {
        send(StanzaBuilder.buildPresence()
                .to(jid(occupant))
                .addExtension(StandardExtensionElement.builder("x", ROOMS)
                        .addElement(StandardExtensionElement.builder("history", ROOMS)
                                .addAttribute("maxstanzas", "0")
                                .build())
                        .build())
                .build());
    }

    public void sayInRoom(String room, String body) {
        send(StanzaBuilder.buildMessage()
                .ofType(Message.Type.groupchat)
                .to(jid(room))
                .setBody(body)
                .build());
    }

    /// Sends a request and returns the answer, result or error.
    public Xml request(IQ.Type type, @Nullable String to, String name, String namespace, String content) {
        return awaitAnswer(ask(type, to, name, namespace, content));
    }

    /// The answer to a request, result or error.
    public Xml awaitAnswer(String id) {
        return awaitReceived(each -> each.name().equals("iq")
                && each.attribute("id").equals(id)
                && (each.type().equals("result") || each.type().equals("error")));
    }

    /// Sends a request without waiting.
    ///
    /// @return the id of the answer
    public String ask(IQ.Type type, @Nullable String to, String name, String namespace, String content) {
        var iq = new Request(name, namespace, content);
        iq.setType(type);
        if (to != null) {
            iq.setTo(jid(to));
        }
        send(iq);
        return iq.getStanzaId();
    }

    private static org.jxmpp.jid.Jid jid(String address) {
        try {
            return JidCreate.from(address);
        } catch (XmppStringprepException e) {
            throw new IllegalArgumentException("not an address: " + address, e);
        }
    }

    private void send(Stanza stanza) {
        try {
            connection.sendStanza(stanza);
        } catch (SmackException.NotConnectedException e) {
            throw new IllegalStateException(jid + " is not connected", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    public List<Xml> received() {
        return List.copyOf(received);
    }

    /// The bodies of the messages that came, without errors, in their order.
    public List<String> bodies() {
        return received.stream()
                .filter(each -> each.name().equals("message") && !each.type().equals("error"))
                .map(Xml::body)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    public Xml awaitReceived(Predicate<Xml> which) {
        await().atMost(PATIENCE).until(() -> received.stream().anyMatch(which));
        return received.stream().filter(which).findFirst().orElseThrow();
    }

    /// How the server ended the stream.
    public StreamError awaitEnd() {
        await().atMost(PATIENCE).until(() -> streamError(end.get()).isPresent());
        return streamError(end.get()).orElseThrow();
    }

    public static Optional<StreamError> streamError(@Nullable Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof XMPPException.StreamErrorException error) {
                return Optional.of(error.getStreamError());
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        connection.disconnect();
    }

    /// A request whose content is XML already.
    private static final class Request extends IQ {
        private final String content;

        Request(String name, String namespace, String content) {
            super(name, namespace);
            this.content = content;
        }

        @Override
        protected IQChildElementXmlStringBuilder getIQChildElementBuilder(IQChildElementXmlStringBuilder xml) {
            xml.rightAngleBracket();
            xml.append(content);
            return xml;
        }
    }
}
