package org.rehome.gateway.pool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rehome.gateway.pool.ComponentServer.Got;

/// A pool whose server has a hook: it answers hello, and what gateways ask of users, at once or when told.
public final class PlayedHook implements AutoCloseable {
    private static final Pattern WORD = Pattern.compile("<(hello|away|home|export|import)\\b");
    private static final Pattern USER = Pattern.compile("<user [^>]*/>");

    private final ComponentServer server;
    private final String domain;
    private final Map<String, String> said = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private final List<Runnable> answers = new ArrayList<>();
    private volatile String counts = "roster='2' blocked='1' offline='3'";
    private volatile boolean account = true;

    public PlayedHook(String domain, String secret) throws IOException {
        this.domain = domain;
        this.server = new ComponentServer(domain, secret);
        server.listen(this::got);
    }

    public ComponentServer server() {
        return server;
    }

    /// What was asked, in order: the word and the user with all that was said of her.
    public List<String> asked() {
        return asked;
    }

    /// What the hook knows of a user, such as `away 5 new.test:5222`; empty when nothing.
    public String knows(String user) {
        return said.getOrDefault(user, "");
    }

    /// Does not answer this word any more until it is released.
    public void hold(String word) {
        held.add(word);
    }

    public void release(String word) {
        held.remove(word);
        List<Runnable> now;
        synchronized (answers) {
            now = List.copyOf(answers);
            answers.clear();
        }
        now.forEach(Runnable::run);
    }

    /// How much is imported, as the hook says.
    public void counts(String attributes) {
        counts = attributes;
    }

    public void account(boolean exists) {
        account = exists;
    }

    private void got(Got got) {
        Matcher word = WORD.matcher(got.xml());
        if (!got.xml().startsWith("<iq") || !word.find()) {
            return;
        }
        String name = word.group(1);
        Runnable answer = () -> answer(got, name);
        if (held.contains(name)) {
            asked.add("held " + name);
            synchronized (answers) {
                answers.add(answer);
            }
            return;
        }
        answer.run();
    }

    private void answer(Got got, String word) {
        String namespace = " xmlns='urn:rehome:hook:1'";
        send(
                got,
                switch (word) {
                    case "hello" -> "<hello" + namespace + " server='played' queue='q1'/>";
                    case "export" ->
                        "<export" + namespace + " user='u' roster='2' blocked='1' offline='3'>"
                                + "<server-data xmlns='urn:xmpp:pie:0'><host jid='" + domain
                                + "'/></server-data></export>";
                    case "import" -> {
                        asked.add("import " + got.xml().contains("<host jid='" + domain + "'/>"));
                        yield account ? "<import" + namespace + " user='u' epoch='1' " + counts + "/>" : "";
                    }
                    default -> "<" + word + namespace + ">" + users(got.xml(), word) + "</" + word + ">";
                });
    }

    private String users(String xml, String word) {
        StringBuilder answered = new StringBuilder();
        Matcher users = USER.matcher(xml);
        while (users.find()) {
            String jid = ElementSplitter.attribute(users.group(), "jid").orElseThrow();
            String epoch = ElementSplitter.attribute(users.group(), "epoch").orElseThrow();
            String host = ElementSplitter.attribute(users.group(), "host").orElse("");
            String now = (word + " " + epoch + " " + host).strip();
            asked.add(jid + " " + now);
            said.put(jid, now);
            answered.append("<user jid='" + jid + "' epoch='" + epoch + "' state='done'/>");
        }
        return answered.toString();
    }

    private void send(Got got, String payload) {
        String type = payload.isEmpty() ? "error" : "result";
        String child = payload.isEmpty()
                ? "<error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
                : payload;
        try {
            server.send(
                    got.component(),
                    "<iq type='" + type + "' id='" + got.attribute("id") + "' from='" + domain + "' to='"
                            + got.component() + "'>" + child + "</iq>");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
