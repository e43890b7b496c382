package org.rehome.xmpp.hook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.xmpp.stanza.ContentNamespace;
import org.rehome.xmpp.stream.Namespaces;
import org.rehome.xmpp.stream.XmlText;

/// Writes what a gateway sends to the hook of a pool, from its component's name to the pool's domain.
public record Requests(Jid from, Jid to) {
    /// The protocol and its version.
    public static final String NAMESPACE = "urn:rehome:hook:1";

    static final String FORWARD = "urn:xmpp:forward:0";
    static final String SERVER_DATA = "urn:xmpp:pie:0";

    /// How many users one request names at most.
    public static final int MAX_USERS = 200;

    /// Where a gateway stands in a queue.
    ///
    /// @param queue the hook's name of the numbering
    /// @param h the highest number up to which all is durable
    public record Position(String queue, long h) {}

    /// A user whose home has changed.
    ///
    /// @param host `host:port` for her clients; null for none
    public record Mover(Jid user, long epoch, @Nullable String host) {}

    /// @param all true: what is for any foreign domain is handed over; false: for those that are listed
    /// @param last what this gateway acknowledged last; null when it knows of none
    public byte[] hello(String id, boolean all, @Nullable Position last) {
        String position = last == null ? "" : attribute("queue", last.queue()) + attribute("h", last.h());
        return set(
                id, "<hello xmlns='" + NAMESPACE + "' captures='" + (all ? "all" : "listed") + "'" + position + "/>");
    }

    public byte[] capture(String id, Domain domain, long epoch) {
        return set(id, "<capture" + domain(domain) + attribute("epoch", epoch) + "/>");
    }

    public byte[] release(String id, Domain domain, long epoch) {
        return set(id, "<release" + domain(domain) + attribute("epoch", epoch) + "/>");
    }

    public byte[] closeStreams(String id, Domain domain) {
        return set(id, "<close-streams" + domain(domain) + "/>");
    }

    /// Users live elsewhere from now on.
    public byte[] away(String id, List<Mover> users) {
        return users(id, "away", users);
    }

    /// Users live there from now on.
    public byte[] home(String id, List<Mover> users) {
        return users(id, "home", users);
    }

    private byte[] users(String id, String word, List<Mover> users) {
        if (users.isEmpty() || users.size() > MAX_USERS) {
            throw new IllegalArgumentException(users.size() + " users; a request names 1 to " + MAX_USERS);
        }
        StringBuilder xml = new StringBuilder("<" + word + " xmlns='" + NAMESPACE + "'>");
        for (Mover each : users) {
            xml.append("<user").append(attribute("jid", each.user().toString()));
            xml.append(attribute("epoch", each.epoch()));
            if (each.host() != null) {
                xml.append(attribute("host", each.host()));
            }
            xml.append("/>");
        }
        return set(id, xml.append("</" + word + ">").toString());
    }

    /// The presence of users and of their contacts is to be said anew.
    ///
    /// @param domains the contacts' domains; empty: all, and colleagues who are away
    public byte[] repair(String id, List<Jid> users, List<Domain> domains) {
        if (users.isEmpty() || users.size() > MAX_USERS) {
            throw new IllegalArgumentException(users.size() + " users; a request names 1 to " + MAX_USERS);
        }
        StringBuilder xml = new StringBuilder("<repair xmlns='" + NAMESPACE + "'>");
        users.forEach(each ->
                xml.append("<user").append(attribute("jid", each.toString())).append("/>"));
        domains.forEach(each ->
                xml.append("<domain").append(attribute("name", each.name())).append("/>"));
        return set(id, xml.append("</repair>").toString());
    }

    /// @param after how many items are here already
    public byte[] exportUser(String id, Jid user, long after) {
        return iq(
                "get",
                id,
                "<export xmlns='" + NAMESPACE + "'" + attribute("user", user.toString()) + attribute("after", after)
                        + "/>");
    }

    /// @param part from 1
    /// @param data an exported part, as it was exported
    public byte[] importUser(String id, Jid user, long epoch, int part, boolean last, byte[] data) {
        return set(
                id,
                "<import xmlns='" + NAMESPACE + "'" + attribute("user", user.toString()) + attribute("epoch", epoch)
                        + attribute("part", part) + (last ? attribute("last", "true") : "") + ">"
                        + new String(data, UTF_8) + "</import>");
    }

    /// All up to the position is durable.
    public byte[] ack(Position position) {
        return message("<ack xmlns='" + NAMESPACE + "'" + attribute("queue", position.queue())
                + attribute("h", position.h()) + "/>");
    }

    /// The pool's server is to send the stanza by its own federation.
    ///
    /// @param stanza as it was read from a stream
    public byte[] send(byte[] stanza) {
        byte[] inner = ContentNamespace.rescope(stanza, Namespaces.CLIENT);
        return message("<send xmlns='" + NAMESPACE + "'><forwarded xmlns='" + FORWARD + "'>" + declared(inner)
                + "</forwarded></send>");
    }

    // the wrapper's default namespace is not the stanza's
    private static String declared(byte[] stanza) {
        String xml = new String(stanza, UTF_8);
        int end = 1;
        while (" \t\r\n/>".indexOf(xml.charAt(end)) < 0) {
            end++;
        }
        int close = xml.indexOf('>');
        boolean declares = xml.substring(0, close).matches("(?s).*\\sxmlns\\s*=.*");
        return declares ? xml : xml.substring(0, end) + " xmlns='" + Namespaces.CLIENT + "'" + xml.substring(end);
    }

    private byte[] message(String payload) {
        return ("<message" + addresses() + ">" + payload + "</message>").getBytes(UTF_8);
    }

    private byte[] set(String id, String payload) {
        return iq("set", id, payload);
    }

    private byte[] iq(String type, String id, String payload) {
        return ("<iq type='" + type + "'" + attribute("id", id) + addresses() + ">" + payload + "</iq>")
                .getBytes(UTF_8);
    }

    private String addresses() {
        return attribute("from", from.toString()) + attribute("to", to.toString());
    }

    private static String domain(Domain domain) {
        return " xmlns='" + NAMESPACE + "'" + attribute("domain", domain.name());
    }

    private static String attribute(String name, Object value) {
        return " " + name + "='" + XmlText.escape(value.toString()) + "'";
    }
}
