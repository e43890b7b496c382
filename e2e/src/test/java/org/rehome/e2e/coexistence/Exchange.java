package org.rehome.e2e.coexistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jivesoftware.smack.packet.IQ;
import org.jivesoftware.smack.packet.Presence;
import org.rehome.e2e.peer.Xml;

/// One kind of stanza from one to another, in three steps that many exchanges take together: so a pause
/// may lie between the first and the second, and nobody logs in before everything waits for her.
abstract class Exchange {
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final int MESSAGES = 5;

    final Person from;
    final Person to;

    /// Names what is sent, so that it is told from everything else that was ever sent.
    final String name;

    private int fromMark;
    private int toMark;

    private Exchange(Person from, Person to) {
        this.from = from;
        this.to = to;
        this.name = from.nick() + " to " + to.nick() + " " + NUMBERS.incrementAndGet();
    }

    final void begin() {
        fromMark = from.mark();
        toMark = to.mark();
        send();
    }

    abstract void send();

    /// What was sent has arrived.
    abstract void arrive();

    /// What follows from it has, too.
    void complete() {}

    /// What `to` got of it until now, if that can be told apart.
    List<String> arrived() {
        return List.of();
    }

    final Xml toGets(String what, Predicate<Xml> which) {
        return to.awaitSince(toMark, what, which);
    }

    final Xml fromGets(String what, Predicate<Xml> which) {
        return from.awaitSince(fromMark, what, which);
    }

    static boolean isPresence(Xml stanza, String type, String bare) {
        return stanza.name().equals("presence")
                && stanza.type().equals(type)
                && (stanza.from() + "/").startsWith(bare + "/");
    }

    /// Messages arrive, all, once, in their order.
    static final class Chat extends Exchange {
        Chat(Person from, Person to) {
            super(from, to);
        }

        private List<String> bodies() {
            return IntStream.rangeClosed(1, MESSAGES)
                    .mapToObj(i -> name + "." + i)
                    .toList();
        }

        @Override
        void send() {
            bodies().forEach(body -> from.client().say(to.jid(), body));
        }

        @Override
        List<String> arrived() {
            return to.received().stream()
                    .filter(each -> each.name().equals("message"))
                    .map(Xml::body)
                    .filter(body -> body.startsWith(name + "."))
                    .toList();
        }

        @Override
        void arrive() {
            await().alias(name).atMost(Person.PATIENCE).until(() -> arrived().size() >= MESSAGES);
            assertThat(arrived()).isEqualTo(bodies());
        }
    }

    /// Who is subscribed sees what is announced.
    static final class Announcement extends Exchange {
        Announcement(Person from, Person to) {
            super(from, to);
        }

        @Override
        void send() {
            from.client().announce(name);
        }

        @Override
        void arrive() {
            String full = from.client().full();
            toGets(
                    "the status " + name,
                    each -> isPresence(each, "", full)
                            && each.child("status").map(Xml::text).orElse("").equals(name));
        }
    }

    /// Asked for, granted, and taken back.
    static final class Subscription extends Exchange {
        Subscription(Person from, Person to) {
            super(from, to);
        }

        @Override
        void send() {
            from.client().presence(to.jid(), Presence.Type.subscribe);
        }

        @Override
        void arrive() {
            toGets("subscribe of " + from, each -> isPresence(each, "subscribe", from.jid()));
        }

        @Override
        void complete() {
            to.client().presence(from.jid(), Presence.Type.subscribed);
            fromGets("subscribed of " + to, each -> isPresence(each, "subscribed", to.jid()));
            fromGets(
                    "the presence of " + to,
                    each -> isPresence(each, "", to.client().full()));
            from.client().presence(to.jid(), Presence.Type.unsubscribe);
            toGets("unsubscribe of " + from, each -> isPresence(each, "unsubscribe", from.jid()));
        }
    }

    /// A request to a client, and its answer (XEP-0199).
    static final class Request extends Exchange {
        private String id = "";

        Request(Person from, Person to) {
            super(from, to);
        }

        @Override
        void send() {
            id = from.client().ask(IQ.Type.get, to.client().full(), "ping", "urn:xmpp:ping", "");
        }

        @Override
        void arrive() {
            Xml answer = fromGets("the answer of " + to, each -> isAnswer(each, id));
            assertThat(answer.type()).as(answer.toString()).isEqualTo("result");
            assertThat(answer.from()).isEqualTo(to.client().full());
        }
    }

    private static boolean isAnswer(Xml stanza, String id) {
        return stanza.name().equals("iq")
                && stanza.attribute("id").equals(id)
                && !stanza.type().equals("get")
                && !stanza.type().equals("set");
    }

    /// One occupant of a room hears another.
    static final class RoomTalk extends Exchange {
        private final String room;

        RoomTalk(Person from, Person to, String room) {
            super(from, to);
            this.room = room;
        }

        @Override
        void send() {
            from.client().sayInRoom(room, name);
        }

        @Override
        List<String> arrived() {
            return to.received().stream()
                    .filter(each -> each.body().equals(name))
                    .map(Xml::from)
                    .toList();
        }

        @Override
        void arrive() {
            toGets(name + " in " + room, each -> each.body().equals(name));
            assertThat(arrived()).containsExactly(room + "/" + from.nick());
        }
    }

    /// A message for somebody who is not there is kept, and is there once when she comes.
    static final class OfflineMessage extends Exchange {
        private String id = "";

        OfflineMessage(Person from, Person to) {
            super(from, to);
        }

        @Override
        void send() {
            from.client().say(to.jid(), name);
            // behind it on the same way: her server answers for her when it has processed the message
            id = from.client().ask(IQ.Type.get, to.jid(), "ping", "urn:xmpp:ping", "");
        }

        @Override
        void arrive() {
            fromGets("an answer for " + to, each -> isAnswer(each, id));
        }

        @Override
        void complete() {
            synchronized (to) {
                to.logIn();
                Xml message = toGets(name, each -> each.body().equals(name));
                assertThat(message.child("delay")).as("kept while she was away").isPresent();
                to.logOut();
            }
            assertThat(to.received())
                    .filteredOn(each -> each.body().equals(name))
                    .hasSize(1);
        }
    }
}
