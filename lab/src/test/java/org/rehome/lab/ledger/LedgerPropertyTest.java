package org.rehome.lab.ledger;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.lab.stanza.StanzaKind;

final class LedgerPropertyTest {
    private sealed interface Happening {
        record Sent(Token token) implements Happening {}

        record Delivered(Token token) implements Happening {}

        record Returned(Token token, String reason) implements Happening {}
    }

    /// Counts by looking through the whole history for each question.
    private record Model(List<Happening> history) {
        Set<Token> sent() {
            Set<Token> sent = new HashSet<>();
            history.forEach(h -> {
                if (h instanceof Happening.Sent(Token token)) {
                    sent.add(token);
                }
            });
            return sent;
        }

        /// The first news of each message that was sent.
        Map<Token, Happening> firstNews() {
            Map<Token, Happening> first = new LinkedHashMap<>();
            for (Happening h : news()) {
                first.putIfAbsent(token(h), h);
            }
            return first;
        }

        /// What is told of messages that had been sent by then.
        List<Happening> news() {
            List<Happening> news = new ArrayList<>();
            for (int i = 0; i < history.size(); i++) {
                Happening happening = history.get(i);
                boolean known = new Model(history.subList(0, i)).sent().contains(token(happening));
                if (known && !(happening instanceof Happening.Sent)) {
                    news.add(happening);
                }
            }
            return news;
        }

        static Token token(Happening happening) {
            return switch (happening) {
                case Happening.Sent(Token token) -> token;
                case Happening.Delivered(Token token) -> token;
                case Happening.Returned returned -> returned.token();
            };
        }

        long delivered() {
            return firstNews().values().stream()
                    .filter(Happening.Delivered.class::isInstance)
                    .count();
        }

        Map<String, Long> returnedByReason() {
            Map<String, Long> reasons = new TreeMap<>();
            firstNews().values().forEach(h -> {
                if (h instanceof Happening.Returned returned) {
                    reasons.merge(returned.reason(), 1L, Long::sum);
                }
            });
            return reasons;
        }

        long repeated(boolean sameKind) {
            Map<Token, Happening> first = firstNews();
            Set<Happening> seen = Collections.newSetFromMap(new IdentityHashMap<>());
            seen.addAll(first.values());
            return news().stream()
                    .filter(h -> !seen.contains(h))
                    .filter(h ->
                            (h.getClass() == requireNonNull(first.get(token(h))).getClass()) == sameKind)
                    .count();
        }

        long reordered() {
            List<Token> deliveries = firstNews().entrySet().stream()
                    .filter(entry -> entry.getValue() instanceof Happening.Delivered)
                    .map(Map.Entry::getKey)
                    .toList();
            long reordered = 0;
            for (int i = 0; i < deliveries.size(); i++) {
                Token token = deliveries.get(i);
                reordered += deliveries.subList(0, i).stream()
                                .anyMatch(earlier ->
                                        earlier.pair().equals(token.pair()) && earlier.sequence() > token.sequence())
                        ? 1
                        : 0;
            }
            return reordered;
        }

        long unknown() {
            return (long) history.size() - sent().size() - news().size();
        }
    }

    /// Mostly of a message that was sent, now and then of one that was not, or not yet.
    private static Token anyToken(Random random, Map<Pair, Integer> sent) {
        Pair pair = new Pair("s" + random.nextInt(3) + "@a.test", "r" + random.nextInt(3) + "@b.test");
        int highest = Math.max(1, sent.getOrDefault(pair, 0));
        long sequence = 1L + random.nextLong(random.nextInt(20) == 0 ? highest + 2L : highest);
        return new Token("p", pair, sequence);
    }

    @Test
    @DisplayName("for random histories the ledger counts what a search through the history finds")
    void agreesWithModel() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Ledger ledger = new Ledger("p");
            List<Happening> history = new ArrayList<>();
            Map<Pair, Integer> sent = new HashMap<>();
            for (int i = random.nextInt(150); i > 0; i--) {
                Token token = anyToken(random, sent);
                Happening next =
                        switch (random.nextInt(5)) {
                            case 0, 1 -> new Happening.Sent(ledger.sent(token.pair(), StanzaKind.MESSAGE));
                            case 2, 3 -> new Happening.Delivered(token);
                            default -> new Happening.Returned(token, "reason-" + random.nextInt(3));
                        };
                switch (next) {
                    case Happening.Sent(Token fresh) -> sent.put(fresh.pair(), Math.toIntExact(fresh.sequence()));
                    case Happening.Delivered(Token delivered) -> ledger.delivered(delivered);
                    case Happening.Returned(Token returned, String reason) -> ledger.returned(returned, reason);
                }
                history.add(next);
            }
            assertAgreement(ledger.report(), new Model(history), seed);
        }
    }

    private static void assertAgreement(LedgerReport report, Model model, long seed) {
        assertThat(report.sent())
                .as("sent, seed %d", seed)
                .isEqualTo(model.sent().size());
        assertThat(report.delivered()).as("delivered, seed %d", seed).isEqualTo(model.delivered());
        assertThat(report.returnedByReason()).as("returned, seed %d", seed).isEqualTo(model.returnedByReason());
        assertThat(report.lost())
                .as("lost, seed %d", seed)
                .isEqualTo(model.sent().size() - model.firstNews().size());
        assertThat(report.duplicated()).as("duplicated, seed %d", seed).isEqualTo(model.repeated(true));
        assertThat(report.contradicted()).as("contradicted, seed %d", seed).isEqualTo(model.repeated(false));
        assertThat(report.reordered()).as("reordered, seed %d", seed).isEqualTo(model.reordered());
        assertThat(report.unknown()).as("unknown, seed %d", seed).isEqualTo(model.unknown());
    }

    @Test
    @DisplayName("many threads at once lose no entry")
    void threadSafe() throws Exception {
        Ledger ledger = new Ledger("t");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> done = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                Pair pair = new Pair("s" + t % 4 + "@a.test", "r@b.test");
                Callable<Boolean> task = () -> {
                    for (int i = 0; i < 5_000; i++) {
                        Token token = ledger.sent(pair, StanzaKind.MESSAGE);
                        if (i % 10 == 0) {
                            ledger.returned(token, "gone");
                        } else {
                            ledger.delivered(token);
                        }
                    }
                    return true;
                };
                done.add(threads.submit(task));
            }
            for (Future<Boolean> task : done) {
                assertThat(task.get()).isTrue();
            }
        }
        LedgerReport report = ledger.report();
        assertThat(report.sent()).isEqualTo(40_000);
        assertThat(report.delivered()).isEqualTo(36_000);
        assertThat(report.returned()).isEqualTo(4_000);
        assertThat(report.lost() + report.duplicated() + report.unknown()).isZero();
    }
}
