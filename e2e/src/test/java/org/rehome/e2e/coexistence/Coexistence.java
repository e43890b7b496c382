package org.rehome.e2e.coexistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jivesoftware.smack.packet.IQ;
import org.rehome.e2e.coexistence.Landscape.Partner;
import org.rehome.e2e.peer.Server;
import org.rehome.e2e.peer.Xml;

/// What people do in every state of users and partners.
final class Coexistence implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Coexistence.class.getName());

    /// Each takes its time: with more of them the rest is not looked at.
    private static final int MOST_FAILURES = 12;

    private final Landscape landscape;
    private final StateTable table;
    private final Cast cast;

    Coexistence(Server oldServer, Server newServer, StateTable table) {
        this.table = table;
        landscape = new Landscape(
                oldServer,
                newServer,
                Cast.LOCAL.stream().map(nick -> nick + "@" + Landscape.DOMAIN).toList(),
                Cast.AT_PARTNERS);
        cast = new Cast(landscape);
    }

    /// Everybody logs in and gets to know the others.
    void meet() {
        cast.meet();
        LOG.log(System.Logger.Level.INFO, "everybody is here");
    }

    void assertNothingDoubledOrReturned() {
        cast.assertNothingDoubledOrReturned();
    }

    /// All states of users, and in each all states of the partners. They move while partners are the
    /// legacy gateway's; the way back is made while they are enabled.
    void goThroughAllStates() {
        List<PartnerState> states = List.of(PartnerState.values());
        cast.enterRooms(List.of("alice", "bob"));
        inAll(Homes.BOTH_OLD, states);
        move("new", Map.of("alice", "olga"));
        inAll(Homes.ONE_MOVED, states);
        move("new", Map.of("bob", "oscar"));
        inAll(Homes.BOTH_MOVED, states);
        switchPartners(PartnerState.ENABLED);
        move("legacy", Map.of("alice", "olga", "bob", "oscar"));
        inAll(
                Homes.MOVED_BACK,
                List.of(
                        PartnerState.ENABLED,
                        PartnerState.PAUSED,
                        PartnerState.RETURNED,
                        PartnerState.LEGACY,
                        PartnerState.STAGED));
    }

    private void inAll(Homes homes, List<PartnerState> states) {
        betweenColleagues(homes);
        states.forEach(state -> withPartners(homes, state));
    }

    private void betweenColleagues(Homes homes) {
        var cells = new Cells(table);
        Person alice = cast.local("alice");
        Person bob = cast.local("bob");
        var row = new StateTable.Row(homes, "", "colleagues", "");
        for (Person one : List.of(alice, bob)) {
            Person other = one == alice ? bob : alice;
            cells.add(row, Kind.CHAT, new Exchange.Chat(one, other));
            cells.add(row, Kind.PRESENCE, new Exchange.Announcement(one, other));
            cells.add(row, Kind.SUBSCRIPTION, new Exchange.Subscription(one, cast.local("carol")));
            cells.add(row, Kind.IQ, new Exchange.Request(one, other));
            cells.add(row, Kind.OFFLINE, new Exchange.OfflineMessage(one, cast.local(one == alice ? "oscar" : "olga")));
        }
        cells.begin();
        cells.finish();
    }

    private void withPartners(Homes homes, PartnerState state) {
        LOG.log(System.Logger.Level.INFO, "{0}, partners {1}", homes, state);
        switchPartners(state);
        if (state != PartnerState.PAUSED) {
            Cells.together(cast.julias().stream()
                    .<Runnable>map(julia -> () -> knock(julia))
                    .toList());
        }
        var cells = new Cells(table);
        List<Person> movers = List.of(cast.local("alice"), cast.local("bob"));
        for (Person person : movers) {
            landscape.partners().forEach(partner -> addOutbound(cells, homes, state, partner, person));
        }
        for (Person person : movers) {
            landscape.partners().forEach(partner -> addInbound(cells, homes, state, partner, person));
        }
        cells.begin();
        if (state == PartnerState.PAUSED) {
            assertThatAllWaits(cells.exchanges());
            switchPartners("resume", "enabled");
        }
        cells.finish();
        assertThat(table.failures()).as("enough to know").hasSizeLessThan(MOST_FAILURES);
    }

    /// A partner's server connects when it has something to send.
    private static void knock(Person julia) {
        Xml answer = julia.client().request(IQ.Type.get, Landscape.DOMAIN, "ping", "urn:xmpp:ping", "");
        assertThat(answer.type()).as(answer.toString()).isEqualTo("result");
    }

    private void addOutbound(Cells cells, Homes homes, PartnerState state, Partner partner, Person person) {
        Person julia = cast.at(partner, "julia");
        var row = new StateTable.Row(homes, state.toString(), "to partner", landscape.wayOut(person.jid(), partner));
        cells.add(row, Kind.CHAT, new Exchange.Chat(person, julia));
        cells.add(row, Kind.PRESENCE, new Exchange.Announcement(person, julia));
        cells.add(row, Kind.SUBSCRIPTION, new Exchange.Subscription(person, cast.at(partner, "jack")));
        cells.add(row, Kind.IQ, new Exchange.Request(person, julia));
        cells.add(row, Kind.GROUP_CHAT, new Exchange.RoomTalk(person, julia, partner.room()));
        cells.add(row, Kind.OFFLINE, new Exchange.OfflineMessage(person, cast.at(partner, "otto")));
    }

    private void addInbound(Cells cells, Homes homes, PartnerState state, Partner partner, Person person) {
        Person julia = cast.at(partner, "julia");
        boolean spliced = state != PartnerState.ENABLED && state != PartnerState.PAUSED;
        var row = new StateTable.Row(homes, state.toString(), "from partner", landscape.wayIn(partner, spliced));
        cells.add(row, Kind.CHAT, new Exchange.Chat(julia, person));
        cells.add(row, Kind.PRESENCE, new Exchange.Announcement(julia, person));
        cells.add(row, Kind.SUBSCRIPTION, new Exchange.Subscription(cast.at(partner, "jill"), person));
        cells.add(row, Kind.IQ, new Exchange.Request(julia, person));
        cells.add(row, Kind.GROUP_CHAT, new Exchange.RoomTalk(julia, person, partner.room()));
        Person offline = cast.local(person == cast.local("alice") ? "olga" : "oscar");
        cells.add(row, Kind.OFFLINE, new Exchange.OfflineMessage(julia, offline));
    }

    private void switchPartners(PartnerState state) {
        switch (state) {
            case LEGACY -> {
                // so it begins, and so it was left
            }
            case STAGED -> switchPartners("stage", "staged");
            case ENABLED -> switchPartners("enable", "enabled");
            case PAUSED -> switchPartners("pause", "paused");
            case RETURNED -> switchPartners("return", "legacy");
        }
    }

    private void switchPartners(String step, String state) {
        Cells.together(landscape.partners().stream()
                .<Runnable>map(partner -> () -> partner.operator().switchPartner(step, state))
                .toList());
    }

    /// What was sent to a paused partner is deferred, and nothing of it has arrived.
    private void assertThatAllWaits(List<Exchange> exchanges) {
        for (Partner partner : landscape.partners()) {
            long sent = exchanges.stream()
                    .filter(each -> each.to.jid().endsWith("@" + partner.domain()))
                    .count();
            await().atMost(Person.PATIENCE)
                    .untilAsserted(() -> assertThat(landscape.held(partner)).isGreaterThanOrEqualTo((int) sent));
        }
        assertThat(exchanges).allSatisfy(each -> assertThat(each.arrived()).isEmpty());
    }

    /// @param movers each with her acquaintance who is not logged in
    private void move(String target, Map<String, String> movers) {
        List<Removal> removals = movers.entrySet().stream()
                .map(each -> new Removal(
                        cast.local(each.getKey()),
                        cast.local(each.getValue()),
                        cast.local(each.getKey().equals("alice") ? "bob" : "alice"),
                        movers.size() > 1,
                        cast.julias(),
                        landscape.partners().stream().map(Partner::room).toList()))
                .toList();
        Cells.together(removals.stream().<Runnable>map(each -> each::prepare).toList());
        List<String> users = removals.stream()
                .flatMap(each -> Stream.of(each.mover.jid(), each.offline.jid()))
                .toList();
        String move = landscape.operator().startMove(users, target);
        Cells.together(
                removals.stream().<Runnable>map(each -> each.mover::follow).toList());
        users.forEach(user -> landscape.operator().awaitMoved(move, user, target));
        Cells.together(removals.stream().<Runnable>map(each -> each::check).toList());
        landscape.operator().moved(move).forEach(table::moved);
        cast.enterRooms(List.copyOf(movers.keySet()));
    }

    @Override
    public void close() {
        cast.close();
        landscape.close();
    }
}
