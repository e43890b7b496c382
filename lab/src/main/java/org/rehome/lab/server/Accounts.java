package org.rehome.lab.server;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.rehome.lab.stanza.Jid;
import org.rehome.lab.stanza.Stanza;
import org.rehome.lab.stanza.StanzaCondition;
import org.rehome.lab.stanza.StanzaKind;
import org.rehome.lab.xml.Element;
import org.rehome.lab.xml.Namespaces;

/// The domains and users of one server, and what the server answers for itself (RFC 6120 §10.5, RFC 6121 §8).
public final class Accounts {
    private final Set<String> domains;
    private final Consumer<Stanza> outgoing;
    private final ConcurrentMap<String, Account> accounts = new ConcurrentHashMap<>();
    private final List<StanzaListener> listeners = new CopyOnWriteArrayList<>();

    /// @param domains the server's own
    /// @param outgoing takes what sessions send by themselves: answers to requests
    public Accounts(Set<String> domains, Consumer<Stanza> outgoing) {
        this.domains = Set.copyOf(domains);
        this.outgoing = outgoing;
    }

    public Set<String> domains() {
        return domains;
    }

    public void listen(StanzaListener listener) {
        listeners.add(listener);
    }

    /// Creates an account; its user has no session yet.
    public void add(String user) {
        Jid jid = Jid.of(user);
        if (jid.local() == null || jid.resource() != null || !domains.contains(jid.domain())) {
            throw new IllegalArgumentException(user + " is no bare address in " + domains);
        }
        accounts.computeIfAbsent(jid.toString(), name -> new Account(name, this::session));
    }

    /// Removes an account and what it stores.
    public void remove(String user) {
        accounts.remove(user);
    }

    public Set<String> users() {
        return new TreeSet<>(accounts.keySet());
    }

    public boolean present(String user) {
        Account account = accounts.get(user);
        return account != null && account.present();
    }

    /// Opens the user's session and delivers what was stored.
    ///
    /// @throws IllegalArgumentException if there is no such account
    public void login(String user) {
        account(user).login();
    }

    /// Ends the user's session; messages are stored from now on.
    public void logout(String user) {
        account(user).logout();
    }

    /// How many stanzas wait for the user's next session.
    public int stored(String user) {
        return account(user).stored();
    }

    private Account account(String user) {
        Account account = accounts.get(user);
        if (account == null) {
            throw new IllegalArgumentException("no account " + user + " in " + domains);
        }
        return account;
    }

    /// Takes a stanza for one of the domains.
    ///
    /// @param answer takes the answers that the server, not a session, gives
    public void receive(Stanza stanza, Consumer<Stanza> answer) {
        Jid to = stanza.to().orElseThrow();
        if (to.local() == null) {
            serverAnswer(stanza).ifPresent(answer);
            return;
        }
        Account account = accounts.get(to.bare().toString());
        if (account == null) {
            refuse(stanza, "no such user", answer);
        } else if (stanza.isRequest() && to.resource() == null) {
            // A request to a bare address is answered by the server (RFC 6120 §10.5.3.3).
            serverAnswer(stanza).ifPresent(answer);
        } else if (stanza.isRequest() && !LabServer.RESOURCE.equals(to.resource())) {
            refuse(stanza, "no such session", answer);
        } else if (!account.receive(stanza)) {
            refuse(stanza, "no session", answer);
        }
    }

    private static void refuse(Stanza stanza, String reason, Consumer<Stanza> answer) {
        if (stanza.mayBeAnsweredWithError() && stanza.kind() != StanzaKind.PRESENCE) {
            answer.accept(stanza.error(StanzaCondition.SERVICE_UNAVAILABLE, reason));
        }
    }

    private static Optional<Stanza> serverAnswer(Stanza stanza) {
        if (stanza.isRequest()) {
            return Optional.of(requestAnswer(stanza));
        }
        return stanza.kind() == StanzaKind.MESSAGE && !stanza.isError()
                ? Optional.of(stanza.error(StanzaCondition.SERVICE_UNAVAILABLE, "the server reads no messages"))
                : Optional.empty();
    }

    private static Stanza requestAnswer(Stanza request) {
        List<Element> payload = request.element().elements();
        if (payload.size() != 1) {
            return request.error(StanzaCondition.BAD_REQUEST, "a request has exactly one payload");
        }
        Element asked = payload.getFirst();
        if (asked.is(Namespaces.PING, "ping")) {
            return request.result();
        }
        if (asked.is(Namespaces.DISCO_INFO, "query")) {
            return request.result(serverInfo());
        }
        if (asked.is(Namespaces.DISCO_ITEMS, "query")) {
            return request.result(Element.of(Namespaces.DISCO_ITEMS, "query"));
        }
        return request.error(StanzaCondition.SERVICE_UNAVAILABLE, "not understood");
    }

    private static Element serverInfo() {
        String namespace = Namespaces.DISCO_INFO;
        Element identity =
                Element.of(namespace, "identity").with("category", "server").with("type", "im");
        Element info = Element.of(namespace, "query").add(identity);
        for (String feature : List.of(Namespaces.DISCO_INFO, Namespaces.DISCO_ITEMS, Namespaces.PING)) {
            info = info.add(Element.of(namespace, "feature").with("var", feature));
        }
        return info;
    }

    private void session(Received received) {
        listeners.forEach(listener -> listener.received(received));
        if (received.stanza().isRequest()) {
            outgoing.accept(requestAnswer(received.stanza()).from(received.user() + "/" + LabServer.RESOURCE));
        }
    }
}
