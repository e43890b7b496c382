package org.rehome.gateway.hook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.xmpp.hook.HookAnswer;
import org.rehome.xmpp.hook.Requests;
import org.rehome.xmpp.stream.Frame;
import org.rehome.xmpp.stream.StreamItem;
import org.rehome.xmpp.stream.StreamLimits;
import org.rehome.xmpp.stream.StreamReader;
import org.rehome.xmpp.stream.XmlElement;

/// Hooks as docs/pool-hook.md has them, which do what they are asked when a test says so.
final class ModelHooks implements Hooks {
    private static final Requests REQUESTS =
            new Requests(Jid.of(Domain.parse("gw.example.test")), Jid.of(Domain.parse("example.test")));

    /// @param away or at home
    record State(boolean away, long epoch, String host) {}

    /// A request on its way to a hook.
    record Pending(PoolName pool, String word, XmlElement iq, CompletableFuture<HookAnswer> answer) {}

    final Map<String, State> states = new HashMap<>();
    final List<Pending> pending = new ArrayList<>();
    boolean open = true;

    /// What an export says next; the import's counts are `arrived`.
    List<String> exports = List.of("roster='2' blocked='0' offline='1'");

    String arrived = "roster='2' blocked='0' offline='1'";

    @Override
    public boolean isOpen(PoolName pool) {
        return open;
    }

    @Override
    public CompletableFuture<HookAnswer> ask(PoolName pool, String word, BiFunction<Requests, String, byte[]> request) {
        if (!open) {
            return CompletableFuture.failedFuture(new IOException("not open"));
        }
        CompletableFuture<HookAnswer> answer = new CompletableFuture<>();
        XmlElement iq = XmlElement.parse(request.apply(REQUESTS, "1"), "jabber:component:accept");
        pending.add(new Pending(pool, word, iq, answer));
        return answer;
    }

    State state(PoolName pool, String user) {
        return states.getOrDefault(pool + " " + user, new State(false, 0, ""));
    }

    /// The hook does it, and the answer arrives.
    void answer(Pending each) {
        HookAnswer answer = act(each);
        each.answer().complete(answer);
    }

    void fail(Pending each) {
        each.answer().completeExceptionally(new IOException("the stream has ended"));
    }

    void error(Pending each, String condition) {
        each.answer().complete(new HookAnswer.Failed(condition, "for a reason"));
    }

    HookAnswer act(Pending each) {
        XmlElement payload = each.iq().children().getFirst();
        return switch (each.word()) {
            case "export" -> {
                int after = Integer.parseInt(payload.attribute("after").orElseThrow());
                yield read(
                        each.word(),
                        "<export xmlns='urn:rehome:hook:1' user='u' " + exports.get(after)
                                + "><server-data xmlns='urn:xmpp:pie:0'><host jid='example.test'/></server-data></export>");
            }
            case "import" ->
                read(each.word(), "<import xmlns='urn:rehome:hook:1' user='u' epoch='1' " + arrived + "/>");
            default -> users(each, payload);
        };
    }

    private HookAnswer users(Pending each, XmlElement payload) {
        StringBuilder users = new StringBuilder();
        for (XmlElement user : payload.children()) {
            String jid = user.attribute("jid").orElseThrow();
            long epoch = Long.parseLong(user.attribute("epoch").orElseThrow());
            State before = state(each.pool(), jid);
            boolean away = each.word().equals("away");
            boolean stale = epoch < before.epoch() || (epoch == before.epoch() && away != before.away());
            if (!stale) {
                states.put(
                        each.pool() + " " + jid,
                        new State(away, epoch, user.attribute("host").orElse("")));
            }
            users.append("<user jid='" + jid + "' epoch='" + (stale ? before.epoch() : epoch) + "' state='"
                    + (stale ? "stale" : "done") + "'/>");
        }
        return read(each.word(), "<" + each.word() + " xmlns='urn:rehome:hook:1'>" + users + "</" + each.word() + ">");
    }

    /// An answer with this payload.
    static HookAnswer read(String word, String payload) {
        return HookAnswer.read(
                frame("<iq type='result' id='1' from='example.test' to='gw.example.test'>" + payload + "</iq>"), word);
    }

    private static Frame frame(String iq) {
        StreamReader reader = new StreamReader(StreamLimits.afterAuthentication(), "jabber:component:accept");
        byte[] xml = ("<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams'>"
                        + iq)
                .getBytes(UTF_8);
        return reader.feed(xml, 0, xml.length).stream()
                .filter(StreamItem.Arrived.class::isInstance)
                .map(item -> ((StreamItem.Arrived) item).frame())
                .findFirst()
                .orElseThrow();
    }
}
