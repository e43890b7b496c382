package org.rehome.xmpp.hook;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.MoveEvent.AccountData;
import org.rehome.xmpp.stanza.Forwarded;
import org.rehome.xmpp.stream.Frame;
import org.rehome.xmpp.stream.Namespaces;
import org.rehome.xmpp.stream.XmlElement;

/// What a hook answers to a request.
public sealed interface HookAnswer {

    /// @param payload the element of our namespace
    /// @param whole as it came
    record Result(XmlElement payload, Frame whole) implements HookAnswer {
        /// The account data of an export, as it is in the answer.
        ///
        /// @throws IllegalArgumentException when there is none, or it does not stand for itself
        public byte[] serverData() {
            byte[] data = Forwarded.at(whole.xml(), SERVER_DATA_DEPTH).inner();
            XmlElement root = XmlElement.parse(data, Requests.NAMESPACE);
            if (!root.is(Requests.SERVER_DATA, "server-data")) {
                throw new IllegalArgumentException("the export has no <server-data/> but <" + root.name() + "/>");
            }
            return data;
        }
    }

    /// The iq, the export, the data.
    int SERVER_DATA_DEPTH = 3;

    /// @param condition such as `item-not-found`
    /// @param text why, for people; may be empty
    record Failed(String condition, String text) implements HookAnswer {
        /// In words.
        public String reason() {
            return text.isEmpty() ? condition : condition + ": " + text;
        }
    }

    /// How a user stands after `away` or `home`.
    ///
    /// @param epoch the one that holds
    /// @param state `done`, `stale` or `waiting`
    record UserState(Jid user, long epoch, String state) {}

    /// What a hook has done for a user's presence.
    ///
    /// @param state `done`, `away` or `unknown`
    /// @param asked how many contacts were asked for theirs
    /// @param told how many contacts were told of hers
    record UserRepair(Jid user, String state, long asked, long told) {}

    /// Reads the result or error that an iq is.
    ///
    /// @param word the element that a result has, such as `away`
    static HookAnswer read(Frame iq, String word) {
        XmlElement tree = iq.tree();
        if (tree.attribute("type").orElse("").equals("error")) {
            return error(tree);
        }
        return tree.child(Requests.NAMESPACE, word)
                .<HookAnswer>map(payload -> new Result(payload, iq))
                .orElseGet(() -> new Failed("bad-request", "the hook's result has no <" + word + "/>"));
    }

    private static Failed error(XmlElement tree) {
        Optional<XmlElement> error = tree.children().stream()
                .filter(child -> child.name().equals("error"))
                .findFirst();
        String condition = "undefined-condition";
        String text = "";
        for (XmlElement each : error.map(XmlElement::children).orElse(List.of())) {
            if (each.is(Namespaces.STANZA_ERRORS, "text")) {
                text = each.text();
            } else if (each.namespace().equals(Namespaces.STANZA_ERRORS)) {
                condition = each.name();
            }
        }
        return new Failed(condition, text);
    }

    /// The users of an answer to `away` or `home`.
    ///
    /// @throws IllegalArgumentException when one of them cannot be read
    static List<UserState> users(XmlElement payload) {
        List<UserState> users = new ArrayList<>();
        for (XmlElement each : payload.children()) {
            if (each.is(Requests.NAMESPACE, "user")) {
                users.add(new UserState(
                        Jid.parse(required(each, "jid")), number(each, "epoch"), required(each, "state")));
            }
        }
        return users;
    }

    /// The users of an answer to `repair`.
    ///
    /// @throws IllegalArgumentException when one of them cannot be read
    static List<UserRepair> repairs(XmlElement payload) {
        List<UserRepair> users = new ArrayList<>();
        for (XmlElement each : payload.children()) {
            if (each.is(Requests.NAMESPACE, "user")) {
                String state = required(each, "state");
                boolean done = state.equals("done");
                users.add(new UserRepair(
                        Jid.parse(required(each, "jid")),
                        state,
                        done ? number(each, "asked") : 0,
                        done ? number(each, "told") : 0));
            }
        }
        return users;
    }

    /// The counts of an export or import.
    ///
    /// @throws IllegalArgumentException when one is missing or no number
    static AccountData counts(XmlElement payload) {
        return new AccountData(
                Math.toIntExact(number(payload, "roster")),
                Math.toIntExact(number(payload, "blocked")),
                Math.toIntExact(number(payload, "offline")));
    }

    static long number(XmlElement element, String attribute) {
        String text = required(element, attribute);
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                attribute + " of <" + element.name() + "/> is \"" + text + "\", no number from 0");
    }

    static String required(XmlElement element, String attribute) {
        return element.attribute(attribute)
                .filter(text -> !text.isEmpty())
                .orElseThrow(
                        () -> new IllegalArgumentException(attribute + " of <" + element.name() + "/> is missing"));
    }
}
