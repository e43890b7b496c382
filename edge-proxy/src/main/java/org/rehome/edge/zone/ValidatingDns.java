package org.rehome.edge.zone;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Asks resolvers that validate DNSSEC and are reached over a path that is trusted: what they mark as
/// authentic is secure (RFC 4035 §4.9.3), and they answer SERVFAIL to what is bogus.
final class ValidatingDns implements Dns {
    private static final int MAX_CACHED = 10_000;

    /// What a chain of aliases may be long.
    private static final int MAX_ALIASES = 16;

    private final Resolver resolver;
    private final Map<Question, Kept> cache = new ConcurrentHashMap<>();

    private record Question(Name name, int type) {
        @Override
        public String toString() {
            return Type.string(type) + " of " + name;
        }
    }

    private record Kept(DnsAnswer answer, long until) {
        boolean isFresh() {
            return until - System.nanoTime() > 0;
        }
    }

    ValidatingDns(Resolver resolver) {
        this.resolver = resolver;
    }

    @Override
    public CompletableFuture<DnsAnswer> look(Name name, int type) {
        Question question = new Question(name, type);
        Kept kept = cache.get(question);
        if (kept != null && kept.isFresh()) {
            return CompletableFuture.completedFuture(kept.answer());
        }
        Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        // asks for the same flag in the answer (RFC 6840 §5.7)
        query.getHeader().setFlag(Flags.AD);
        return resolver.sendAsync(query)
                .toCompletableFuture()
                .thenApply(message -> keep(question, message))
                .exceptionally(failure -> new DnsAnswer.Failure(question + ": " + failure.getMessage()));
    }

    private DnsAnswer keep(Question question, Message message) {
        DnsAnswer answer = answer(question, message);
        long seconds =
                switch (answer) {
                    case DnsAnswer.Records records ->
                        Math.min(
                                MAX_CACHE_SECONDS,
                                message.getSection(Section.ANSWER).stream()
                                        .mapToLong(Record::getTTL)
                                        .min()
                                        .orElse(0));
                    case DnsAnswer.Nothing nothing -> MAX_NEGATIVE_SECONDS;
                    case DnsAnswer.Failure failure -> 0;
                };
        if (seconds > 0) {
            if (cache.size() >= MAX_CACHED) {
                cache.values().removeIf(each -> !each.isFresh());
            }
            if (cache.size() < MAX_CACHED) {
                cache.put(question, new Kept(answer, System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds)));
            }
        }
        return answer;
    }

    private static DnsAnswer answer(Question question, Message message) {
        boolean secure = message.getHeader().getFlag(Flags.AD);
        int code = message.getRcode();
        if (code == Rcode.NXDOMAIN) {
            return new DnsAnswer.Nothing("no " + question, secure);
        }
        if (code != Rcode.NOERROR) {
            return new DnsAnswer.Failure(question + ": " + Rcode.string(code));
        }
        List<Record> records = records(question, message.getSection(Section.ANSWER));
        return records.isEmpty()
                ? new DnsAnswer.Nothing("no " + question, secure)
                : new DnsAnswer.Records(records, secure);
    }

    /// Those of the name, or of what it is an alias for.
    private static List<Record> records(Question question, List<Record> answer) {
        Name name = question.name();
        for (int i = 0; i < MAX_ALIASES; i++) {
            Name owner = name;
            List<Record> found = answer.stream()
                    .filter(each ->
                            each.getType() == question.type() && each.getName().equals(owner))
                    .toList();
            if (!found.isEmpty()) {
                return found;
            }
            name = answer.stream()
                    .filter(each -> each.getName().equals(owner))
                    .filter(CNAMERecord.class::isInstance)
                    .map(each -> ((CNAMERecord) each).getTarget())
                    .findFirst()
                    .orElse(Name.root);
        }
        return List.of();
    }

    @Override
    public void forget(Name name) {
        cache.keySet().removeIf(each -> each.name().equals(name));
    }
}
