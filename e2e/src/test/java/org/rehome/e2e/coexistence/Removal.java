package org.rehome.e2e.coexistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jivesoftware.smack.packet.IQ;
import org.jspecify.annotations.Nullable;

/// One user's move to another pool, seen from outside: by herself, by those who see her presence, and by
/// somebody who is not logged in and finds her messages later.
final class Removal {
    final Person mover;
    final Person offline;
    private final Person colleague;
    private final boolean colleagueMoves;
    private final List<Person> julias;
    private final List<String> rooms;
    private final Map<Person, Integer> marks = new HashMap<>();
    private @Nullable Account before;
    private String oldAddress = "";

    /// @param offline moves with her, and is not logged in
    /// @param colleagueMoves whether the colleague moves at the same time
    /// @param julias contacts at partners, in the rooms too
    Removal(
            Person mover,
            Person offline,
            Person colleague,
            boolean colleagueMoves,
            List<Person> julias,
            List<String> rooms) {
        this.mover = mover;
        this.offline = offline;
        this.colleague = colleague;
        this.colleagueMoves = colleagueMoves;
        this.julias = julias;
        this.rooms = rooms;
    }

    private List<Person> contacts() {
        return Stream.concat(julias.stream(), Stream.of(colleague)).toList();
    }

    /// A message of each partner's waits on the pool that is left.
    void prepare() {
        before = Account.of(mover.client());
        oldAddress = mover.client().full();
        for (Person julia : julias) {
            julia.client().say(offline.jid(), waiting(julia));
            julia.client().awaitAnswer(julia.client().ask(IQ.Type.get, offline.jid(), "ping", "urn:xmpp:ping", ""));
        }
        contacts().forEach(each -> marks.put(each, each.mark()));
        marks.put(mover, mover.mark());
        marks.put(offline, offline.mark());
    }

    private String waiting(Person julia) {
        return julia + " before the move of " + oldAddress;
    }

    void check() {
        assertThat(Account.of(mover.client())).isEqualTo(before);
        String newAddress = mover.client().full();
        for (Person contact : contacts()) {
            // who moves with her may be gone before she is
            if (contact != colleague || !colleagueMoves) {
                contact.awaitSince(
                        mark(contact),
                        oldAddress + " going",
                        each -> Exchange.isPresence(each, "unavailable", oldAddress));
            }
            contact.awaitSince(
                    mark(contact), newAddress + " coming", each -> Exchange.isPresence(each, "", newAddress));
            String theirs = contact.client().full();
            mover.awaitSince(mark(mover), theirs, each -> Exchange.isPresence(each, "", theirs));
        }
        for (int i = 0; i < rooms.size(); i++) {
            String occupant = rooms.get(i) + "/" + mover.nick();
            Person julia = julias.get(i);
            julia.awaitSince(
                    mark(julia), occupant + " going", each -> Exchange.isPresence(each, "unavailable", occupant));
        }
        offline.logIn();
        assertThat(offline.server())
                .as("where the old pool has sent " + offline)
                .isEqualTo(mover.server());
        for (Person julia : julias) {
            offline.awaitSince(
                    mark(offline), waiting(julia), each -> each.body().equals(waiting(julia)));
        }
        offline.logOut();
    }

    private int mark(Person person) {
        return marks.getOrDefault(person, 0);
    }
}
