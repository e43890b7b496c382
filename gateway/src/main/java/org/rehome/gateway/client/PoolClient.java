package org.rehome.gateway.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import org.jivesoftware.smack.ConnectionConfiguration.SecurityMode;
import org.jivesoftware.smack.SmackException;
import org.jivesoftware.smack.XMPPException;
import org.jivesoftware.smack.packet.Presence;
import org.jivesoftware.smack.packet.StanzaBuilder;
import org.jivesoftware.smack.roster.Roster;
import org.jivesoftware.smack.roster.RosterEntry;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jivesoftware.smack.tcp.XMPPTCPConnectionConfiguration;
import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.EntityBareJid;
import org.jxmpp.jid.impl.JidCreate;

/// A test user's client, for one test. Blocks; every answer of the server has its time.
final class PoolClient implements AutoCloseable {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(8);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    static {
        ReceiptReader.install();
    }

    private final TestUser user;
    private final EntityBareJid contact;
    private final XMPPTCPConnection connection;

    /// @param address of the pool's server
    PoolClient(TestUser user, String password, InetAddress address, EntityBareJid contact, Answers answers)
            throws IOException, GeneralSecurityException {
        this.user = user;
        this.contact = contact;
        EntityBareJid jid = JidCreate.entityBareFrom(user.jid().toString());
        XMPPTCPConnectionConfiguration.Builder settings = XMPPTCPConnectionConfiguration.builder()
                .setXmppDomain(jid.asDomainBareJid())
                .setHostAddress(address)
                .setPort(user.port())
                .setConnectTimeout((int) ANSWER_LIMIT.toMillis())
                .setCompressionEnabled(false)
                .setUsernameAndPassword(jid.getLocalpart(), password);
        protect(settings);
        this.connection = new XMPPTCPConnection(settings.build());
        connection.setUseStreamManagement(false);
        connection.setReplyTimeout(ANSWER_LIMIT.toMillis());
        Roster roster = Roster.getInstanceFor(connection);
        roster.setRosterLoadedAtLogin(false);
        // requests are for the people whose account it is
        roster.setSubscriptionMode(Roster.SubscriptionMode.manual);
        connection.addSyncStanzaListener(answers, stanza -> true);
        connection.addConnectionListener(answers);
    }

    private void protect(XMPPTCPConnectionConfiguration.Builder settings) throws IOException, GeneralSecurityException {
        if (user.tls() == ClientTls.NONE) {
            settings.setSecurityMode(SecurityMode.disabled);
            return;
        }
        settings.setSecurityMode(SecurityMode.required);
        PoolTls.trust(user).ifPresent(settings::setCustomX509TrustManager);
        if (user.tls() == ClientTls.UNVERIFIED) {
            settings.setHostnameVerifier((name, session) -> true);
        }
    }

    /// Logs in, and tells everybody who may know that she is there; so her server asks for the presence of
    /// those whose presence she sees (RFC 6121 §4.3).
    Found login() throws InterruptedException {
        try {
            connection.connect().login();
            String how = connection.isSecureConnection() ? "by TLS" : "in plain text";
            return Found.passed(user.jid() + " at " + user.host() + ":" + user.port() + ", " + how);
        } catch (SmackException | XMPPException | IOException e) {
            return LoginFailure.of(e);
        }
    }

    /// @return why it could not be sent; null when it was
    @Nullable
    Found send(TestMessage message) throws InterruptedException {
        try {
            connection.sendStanza(message.to(contact));
            return null;
        } catch (SmackException e) {
            return LoginFailure.of(e);
        }
    }

    /// Whether the contact shows her its presence.
    boolean seesContact() throws InterruptedException, SmackException {
        Roster roster = Roster.getInstanceFor(connection);
        roster.reloadAndWait();
        RosterEntry entry = roster.getEntry(contact);
        return entry != null && entry.canSeeHisPresence();
    }

    /// Tells the contact alone that she is there.
    void presentToContact() throws InterruptedException, SmackException {
        connection.sendStanza(StanzaBuilder.buildPresence()
                .ofType(Presence.Type.available)
                .to(contact)
                .build());
    }

    static InetAddress address(TestUser user) throws UnknownHostException {
        return InetAddress.getByName(user.host());
    }

    @Override
    public void close() {
        connection.setReplyTimeout(CLOSE_LIMIT.toMillis());
        connection.disconnect();
        connection.instantShutdown();
    }
}
