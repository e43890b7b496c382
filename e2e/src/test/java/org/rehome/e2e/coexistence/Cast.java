package org.rehome.e2e.coexistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jivesoftware.smack.packet.IQ;
import org.jivesoftware.smack.packet.Presence;
import org.rehome.e2e.coexistence.Landscape.Partner;
import org.rehome.e2e.peer.Peer;
import org.rehome.e2e.peer.Xml;

/// The people. Alice and bob move, each with an acquaintance who is not logged in; carol stays. Of each
/// partner julia is in their rosters and in the room; jack is asked for his presence, and jill asks for
/// theirs; otto is not logged in.
final class Cast implements AutoCloseable {
    static final List<String> LOCAL = List.of("alice", "bob", "carol", "olga", "oscar");
    static final List<String> AT_PARTNERS = List.of("julia", "jack", "jill", "otto");

    private final Landscape landscape;
    private final Map<String, Person> people = new HashMap<>();

    Cast(Landscape landscape) {
        this.landscape = landscape;
        LOCAL.forEach(nick -> add(nick + "@" + Landscape.DOMAIN, landscape.oldPool()));
        landscape
                .partners()
                .forEach(partner -> AT_PARTNERS.forEach(nick -> add(nick + "@" + partner.domain(), partner.server())));
    }

    private void add(String jid, Peer server) {
        people.put(jid, new Person(jid, server.clients()));
    }

    Person local(String nick) {
        return person(nick + "@" + Landscape.DOMAIN);
    }

    Person at(Partner partner, String nick) {
        return person(nick + "@" + partner.domain());
    }

    private Person person(String jid) {
        return Objects.requireNonNull(people.get(jid), jid);
    }

    /// Julia of every partner.
    List<Person> julias() {
        return landscape.partners().stream()
                .map(partner -> at(partner, "julia"))
                .toList();
    }

    /// Everybody logs in; lasting subscriptions; the rooms are opened.
    void meet() {
        Cells.together(Stream.concat(
                        Stream.of(local("alice"), local("bob"), local("carol")),
                        landscape.partners().stream().flatMap(partner -> Stream.of("julia", "jack", "jill")
                                .map(nick -> at(partner, nick))))
                .<Runnable>map(person -> person::logIn)
                .toList());
        List<Runnable> acquaintances = new ArrayList<>();
        acquaintances.add(() -> subscribe(local("alice"), local("bob")));
        for (Partner partner : landscape.partners()) {
            acquaintances.add(() -> subscribe(local("alice"), at(partner, "julia")));
            acquaintances.add(() -> subscribe(local("bob"), at(partner, "julia")));
        }
        Cells.together(acquaintances);
        local("alice")
                .client()
                .request(IQ.Type.set, null, "block", "urn:xmpp:blocking", "<item jid='spam@partner.test'/>");
        landscape.partners().forEach(this::openRoom);
    }

    /// Each sees the other.
    private static void subscribe(Person one, Person other) {
        grant(one, other);
        grant(other, one);
    }

    private static void grant(Person asking, Person asked) {
        int askedMark = asked.mark();
        int askingMark = asking.mark();
        asking.client().presence(asked.jid(), Presence.Type.subscribe);
        asked.awaitSince(
                askedMark, "subscribe of " + asking, each -> Exchange.isPresence(each, "subscribe", asking.jid()));
        asked.client().presence(asking.jid(), Presence.Type.subscribed);
        asking.awaitSince(
                askingMark,
                "the presence of " + asked,
                each -> Exchange.isPresence(each, "", asked.client().full()));
    }

    private void openRoom(Partner partner) {
        Person julia = at(partner, "julia");
        enter(julia, partner.room());
        Xml opened = julia.client()
                .request(
                        IQ.Type.set,
                        partner.room(),
                        "query",
                        "http://jabber.org/protocol/muc#owner",
                        "<x xmlns='jabber:x:data' type='submit'/>");
        assertThat(opened.type()).as(opened.toString()).isEqualTo("result");
    }

    private static void enter(Person person, String room) {
        String occupant = room + "/" + person.nick();
        int mark = person.mark();
        person.client().join(occupant);
        person.awaitSince(mark, "her place in " + room, each -> Exchange.isPresence(each, "", occupant));
    }

    /// They enter the rooms of all partners.
    void enterRooms(List<String> nicks) {
        Cells.together(landscape.partners().stream()
                .flatMap(partner -> nicks.stream().<Runnable>map(nick -> () -> enter(local(nick), partner.room())))
                .toList());
    }

    /// Nobody got anything twice, and nobody an error.
    void assertNothingDoubledOrReturned() {
        for (Person person : people.values()) {
            List<Xml> messages = person.received().stream()
                    .filter(each -> each.name().equals("message"))
                    .toList();
            assertThat(messages).as(person.jid()).noneMatch(each -> each.type().equals("error"));
            assertThat(messages.stream()
                            .filter(each -> !each.body().isEmpty())
                            .map(each -> each.type() + " " + each.from() + " " + each.body())
                            .toList())
                    .as(person.jid())
                    .doesNotHaveDuplicates();
        }
    }

    @Override
    public void close() {
        people.values().forEach(Person::close);
    }
}
