package org.rehome.lab.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.rehome.lab.server.Accounts;
import org.rehome.lab.stanza.Jid;
import org.rehome.lab.stanza.Stanza;
import org.rehome.lab.xml.Element;
import org.rehome.lab.xml.Namespaces;

/// What a hook answers to gateways' requests (docs/pool-hook.md).
final class HookRequests {
    private static final System.Logger LOG = System.getLogger(HookRequests.class.getName());
    private static final Duration WAIT_LIMIT = Duration.ofSeconds(10);
    private static final int MAX_USERS = 200;
    private static final String SERVER_DATA = "urn:xmpp:pie:0";

    private final SimulatedHook hook;
    private final Set<String> domains;
    private final Accounts accounts;
    private final Map<String, Long> imported = new ConcurrentHashMap<>();

    HookRequests(SimulatedHook hook, Set<String> domains, Accounts accounts) {
        this.hook = hook;
        this.domains = domains;
        this.accounts = accounts;
    }

    /// A request that cannot be granted.
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;
        private final String condition;

        Refusal(String condition, String text) {
            super(text);
            this.condition = condition;
        }
    }

    /// @return false when the stanza is none of the protocol
    boolean arrived(ComponentStream gateway, Stanza stanza) {
        Jid to = stanza.to().orElseThrow();
        Optional<Element> payload = HookXml.payload(stanza);
        boolean trusted =
                gateway.mayBeAnybody() && stanza.from().orElseThrow().toString().equals(gateway.component());
        if (payload.isEmpty() || !trusted || to.local() != null || !domains.contains(to.domain())) {
            return false;
        }
        Element asked = payload.get();
        return switch (stanza.kind()) {
            case MESSAGE -> message(gateway, asked);
            case IQ -> stanza.isRequest() && request(gateway, stanza, asked);
            case PRESENCE -> false;
        };
    }

    private boolean message(ComponentStream gateway, Element asked) {
        if (asked.name().equals("ack")) {
            hook.acknowledged(gateway, asked.attribute("queue").orElse(null), h(asked).orElse(0L));
            return true;
        }
        if (asked.name().equals("send")) {
            HookXml.wrapped(asked).ifPresent(hook::send);
            return true;
        }
        return false;
    }

    private boolean request(ComponentStream gateway, Stanza stanza, Element asked) {
        try {
            String type = asked.name().equals("export") ? "get" : "set";
            switch (asked.name()) {
                case "hello", "capture", "release", "away", "home", "close-streams", "export", "import", "repair" -> {
                    if (!stanza.type().equals(type)) {
                        throw new Refusal("bad-request", "the type of this request is " + type);
                    }
                    granted(gateway, stanza, asked);
                    return true;
                }
                default -> {
                    return false;
                }
            }
        } catch (Refusal e) {
            reply(gateway, error(stanza, e));
            return true;
        }
    }

    private void granted(ComponentStream gateway, Stanza stanza, Element asked) throws Refusal {
        switch (asked.name()) {
            case "hello" -> hello(gateway, stanza, asked);
            case "capture", "release" -> domain(gateway, stanza, asked);
            case "away", "home" -> users(gateway, stanza, asked);
            case "export" -> export(gateway, stanza, asked);
            case "import" -> importUser(gateway, stanza, asked);
            case "repair" -> repair(gateway, stanza, asked);
            default -> closeStreams(gateway, stanza, required(asked, "domain"));
        }
    }

    private void closeStreams(ComponentStream gateway, Stanza stanza, String domain) {
        int closed = hook.closeStreams(domain);
        reply(
                gateway,
                stanza.result(HookXml.element("close-streams")
                        .with("domain", domain)
                        .with("closed", Integer.toString(closed))));
    }

    private void hello(ComponentStream gateway, Stanza stanza, Element asked) throws Refusal {
        String captures = required(asked, "captures");
        if (!captures.equals("all") && !captures.equals("listed")) {
            throw new Refusal("bad-request", "captures is neither all nor listed");
        }
        if (asked.attribute("h").isPresent() && h(asked).isEmpty()) {
            throw new Refusal("bad-request", "h is no number");
        }
        hook.hello(
                gateway,
                stanza.to().orElseThrow().domain(),
                captures,
                asked.attribute("queue").orElse(null),
                h(asked).orElse(0L),
                queue -> reply(
                        gateway,
                        stanza.result(HookXml.element("hello")
                                .with("server", "Rehome lab")
                                .with("queue", queue))));
    }

    private void domain(ComponentStream gateway, Stanza stanza, Element asked) throws Refusal {
        String domain = required(asked, "domain");
        long epoch = number(asked, "epoch");
        if (Jid.parse(domain).filter(jid -> jid.toString().equals(jid.domain())).isEmpty()) {
            throw new Refusal("bad-request", "domain is no domain");
        }
        if (domains.contains(domain)) {
            throw new Refusal("bad-request", domain + " is served here");
        }
        SimulatedHook.Domain holds = hook.list(domain, asked.name(), epoch);
        Element answer =
                HookXml.element(holds.word()).with("domain", domain).with("epoch", Long.toString(holds.epoch()));
        boolean released = holds.word().equals("release") && asked.name().equals("release");
        CompletableFuture<Boolean> done =
                released ? within(HookQueue.domainKey(domain)) : CompletableFuture.completedFuture(true);
        CompletableFuture<Void> told =
                done.thenAccept(all -> reply(gateway, stanza.result(all ? answer : answer.with("wait", "true"))));
        LOG.log(System.Logger.Level.TRACE, "asked domain={0} answered={1}", domain, told.isDone());
    }

    /// True when nothing of the key is held any more, false at the limit.
    private CompletableFuture<Boolean> within(String key) {
        return hook.locked(() -> hook.queue.acknowledged(key))
                .thenApply(nothing -> true)
                .completeOnTimeout(false, WAIT_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void users(ComponentStream gateway, Stanza stanza, Element asked) throws Refusal {
        List<Element> named = asked.elements();
        if (named.isEmpty() || named.size() > MAX_USERS) {
            throw new Refusal("bad-request", "a request names 1 to " + MAX_USERS + " users");
        }
        for (Element each : named) {
            local(required(each, "jid"));
            number(each, "epoch");
        }
        boolean away = asked.name().equals("away");
        List<CompletableFuture<Element>> states = new ArrayList<>();
        for (Element each : named) {
            states.add(user(required(each, "jid"), away, number(each, "epoch")));
        }
        CompletableFuture<Void> told = CompletableFuture.allOf(states.toArray(CompletableFuture[]::new))
                .thenRun(() -> {
                    Element answer = HookXml.element(asked.name());
                    for (CompletableFuture<Element> each : states) {
                        answer = answer.add(each.join());
                    }
                    reply(gateway, stanza.result(answer));
                });
        LOG.log(System.Logger.Level.TRACE, "asked users={0} answered={1}", named.size(), told.isDone());
    }

    private CompletableFuture<Element> user(String user, boolean away, long epoch) {
        boolean changed = hook.away(user, away, epoch);
        Element state = HookXml.element("user")
                .with("jid", user)
                .with("epoch", Long.toString(hook.locked(() -> hook.users.epoch(user))));
        if (!changed || !away) {
            return CompletableFuture.completedFuture(state.with("state", changed ? "done" : "stale"));
        }
        return within(HookQueue.senderKey(user)).thenApply(all -> state.with("state", all ? "done" : "waiting"));
    }

    private void repair(ComponentStream gateway, Stanza stanza, Element asked) throws Refusal {
        List<String> named = named(asked, "user", "jid");
        Set<String> of = Set.copyOf(named(asked, "domain", "name"));
        if (named.isEmpty() || named.size() > MAX_USERS) {
            throw new Refusal("bad-request", "a request names 1 to " + MAX_USERS + " users");
        }
        for (String domain : of) {
            if (domains.contains(domain)) {
                throw new Refusal("bad-request", domain + " is served here");
            }
        }
        for (String user : named) {
            local(user);
        }
        Element answer = HookXml.element("repair");
        for (String user : named) {
            answer = answer.add(repaired(user, of));
        }
        reply(gateway, stanza.result(answer));
    }

    private static List<String> named(Element asked, String element, String attribute) throws Refusal {
        List<String> named = new ArrayList<>();
        for (Element each : asked.elements()) {
            if (each.name().equals(element)) {
                named.add(required(each, attribute));
            }
        }
        return named;
    }

    private Element repaired(String user, Set<String> of) {
        Element state = HookXml.element("user").with("jid", user);
        return hook.locked(() -> {
            if (hook.users.isAway(user)) {
                return state.with("state", "away");
            }
            if (!accounts.users().contains(user)) {
                return state.with("state", "unknown");
            }
            HookRosters.Sent sent = hook.rosters.repair(user, contact -> isMeant(contact, of));
            return state.with("state", "done")
                    .with("asked", Integer.toString(sent.asked()))
                    .with("told", Integer.toString(sent.told()));
        });
    }

    private boolean isMeant(Jid contact, Set<String> of) {
        return of.isEmpty()
                ? hook.isForeign(contact.domain())
                        || hook.users.isAway(contact.bare().toString())
                : of.contains(contact.domain());
    }

    // of the lab's accounts neither rosters nor block lists are moved, and they keep what is stored where it is
    private void export(ComponentStream gateway, Stanza stanza, Element asked) throws Refusal {
        String user = required(asked, "user");
        account(user);
        number(asked, "after");
        if (!hook.locked(() -> hook.users.isAway(user))) {
            throw new Refusal("not-allowed", user + " is not away");
        }
        Jid jid = Jid.of(user);
        Element data = Element.of(SERVER_DATA, "server-data")
                .add(Element.of(SERVER_DATA, "host")
                        .with("jid", jid.domain())
                        .add(Element.of(SERVER_DATA, "user").with("name", String.valueOf(jid.local()))));
        reply(gateway, stanza.result(noData("export", user).add(data)));
    }

    private void importUser(ComponentStream gateway, Stanza stanza, Element asked) throws Refusal {
        String user = required(asked, "user");
        long epoch = number(asked, "epoch");
        account(user);
        if (hook.locked(() -> hook.users.isHome(user))) {
            throw new Refusal("not-allowed", user + " is at home");
        }
        if (epoch < imported.getOrDefault(user, 0L)) {
            throw new Refusal("not-allowed", "a later import is known");
        }
        if (number(asked, "part") != 1 || !asked.attribute("last").orElse("").equals("true") || hasItems(asked)) {
            throw new Refusal("resource-constraint", "this server keeps no account data");
        }
        imported.put(user, epoch);
        reply(gateway, stanza.result(noData("import", user).with("epoch", Long.toString(epoch))));
    }

    private static boolean hasItems(Element asked) {
        return asked.elements().stream()
                .flatMap(data -> data.elements().stream())
                .flatMap(host -> host.elements().stream())
                .anyMatch(user -> !user.elements().isEmpty());
    }

    private static Element noData(String word, String user) {
        return HookXml.element(word)
                .with("user", user)
                .with("roster", "0")
                .with("blocked", "0")
                .with("offline", "0");
    }

    private void account(String user) throws Refusal {
        local(user);
        if (!accounts.users().contains(user)) {
            throw new Refusal("item-not-found", "no account " + user);
        }
    }

    private void local(String user) throws Refusal {
        Jid jid = Jid.parse(user).orElseThrow(() -> new Refusal("bad-request", user + " is no address"));
        if (jid.local() == null || jid.resource() != null) {
            throw new Refusal("bad-request", user + " is no user's bare address");
        }
        if (!domains.contains(jid.domain())) {
            throw new Refusal("item-not-found", jid.domain() + " is not served here");
        }
    }

    private static String required(Element element, String attribute) throws Refusal {
        return element.attribute(attribute)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> new Refusal("bad-request", attribute + " is missing"));
    }

    private static long number(Element element, String attribute) throws Refusal {
        String text = required(element, attribute);
        return whole(text).orElseThrow(() -> new Refusal("bad-request", attribute + " is no number"));
    }

    private static Optional<Long> h(Element element) {
        return element.attribute("h").flatMap(HookRequests::whole);
    }

    private static Optional<Long> whole(String text) {
        return text.matches("[0-9]{1,15}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
    }

    private static Stanza error(Stanza request, Refusal refusal) {
        String type =
                switch (refusal.condition) {
                    case "bad-request" -> "modify";
                    case "resource-constraint" -> "wait";
                    default -> "cancel";
                };
        Element error = Element.of(Namespaces.CONTENT, "error")
                .with("type", type)
                .add(Element.of(Namespaces.STANZA_ERRORS, refusal.condition))
                .add(Element.of(Namespaces.STANZA_ERRORS, "text").text(String.valueOf(refusal.getMessage())));
        return new Stanza(new Stanza(request.result().element().with("type", "error"))
                .element()
                .add(error));
    }

    private static void reply(ComponentStream gateway, Stanza answer) {
        // an answer that had to wait may find its gateway gone; it asks again when it is back
        if (!gateway.send(answer)) {
            LOG.log(System.Logger.Level.DEBUG, "answer not sent gateway={0}", gateway.component());
        }
    }
}
