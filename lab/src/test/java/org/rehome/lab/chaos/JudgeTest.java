package org.rehome.lab.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.rehome.lab.chaos.StreamJournal.StreamRecord;
import org.rehome.lab.chaos.StreamJournal.Written;
import org.rehome.lab.ledger.Anomaly.Reordered;
import org.rehome.lab.ledger.Pair;
import org.rehome.lab.ledger.Repeat;
import org.rehome.lab.ledger.Token;

@DisplayName("The judge")
final class JudgeTest {
    private static final Pair IN = new Pair("contact1@partner1.test", "user1@example.test");
    private static final Pair OUT = new Pair("user1@example.test", "contact1@partner1.test");
    private static final long KILLED = seconds(100);

    private static final Incident EDGE_KILL =
            new Incident(new Fault.Kill(SuiteProcess.EDGE), KILLED, KILLED + seconds(8));
    private static final Incident GATEWAY_KILL =
            new Incident(new Fault.Kill(SuiteProcess.GATEWAY), KILLED, KILLED + seconds(8));
    private static final Incident DIRECTORY_KILL =
            new Incident(new Fault.Kill(SuiteProcess.DIRECTORY), KILLED, KILLED + seconds(8));

    private static long seconds(double count) {
        return (long) (count * 1e9);
    }

    private static Token token(Pair pair, long sequence) {
        return new Token("run", pair, sequence);
    }

    private static List<Token> tokens(Pair pair, long from, long to) {
        return LongStream.rangeClosed(from, to)
                .mapToObj(sequence -> token(pair, sequence))
                .toList();
    }

    private static StreamRecord stream(List<Token> tokens, int bytesEach, OptionalLong endedAt) {
        return new StreamRecord(
                "stream",
                tokens.stream().map(token -> new Written(token, bytesEach)).toList(),
                endedAt);
    }

    private static Findings missing(
            List<Token> missing, Set<Token> accepted, List<StreamRecord> streams, Incident... incidents) {
        return Judge.judge(new Evidence(
                missing,
                List.of(),
                List.of(),
                List.of(),
                accepted,
                Set.of(),
                streams,
                List.of(incidents),
                Set.of(),
                false));
    }

    private static Findings repeated(Repeat repeat, Incident... incidents) {
        return Judge.judge(new Evidence(
                List.of(),
                List.of(),
                List.of(repeat),
                List.of(),
                Set.of(repeat.token()),
                Set.of(),
                List.of(),
                List.of(incidents),
                Set.of(),
                false));
    }

    @ParameterizedTest(name = "{0}: accepted {1} times, first {2} s, again {3} s after the fault began -> {4}")
    @CsvSource({
        "partner1.test, 2, -0.1,  9, true",
        "partner1.test, 2,   20, 21, true",
        "partner1.test, 1, -0.1,  9, false",
        "partner1.test, 2,   -3,  9, false",
        "partner1.test, 2,   20, 60, false",
        "partner2.test, 2, -0.1,  9, false"
    })
    @DisplayName("explains what a server has sent again that was cut off from its acknowledgement, and nobody else's")
    void sentAgain(String acknowledged, int times, double first, double again, boolean explained) {
        Repeat repeat = again(IN, first, again);
        Findings findings = Judge.judge(new Evidence(
                List.of(),
                List.of(),
                List.of(repeat),
                List.of(),
                Set.of(repeat.token()),
                times > 1 ? Set.of(repeat.token()) : Set.of(),
                List.of(),
                List.of(EDGE_KILL),
                Set.of(acknowledged),
                false));
        assertThat(findings.good()).isEqualTo(explained);
    }

    @Test
    @DisplayName("counts apart the last ones on a stream that a kill ended, by stream")
    void unaccepted() {
        List<Token> all = tokens(IN, 1, 10);
        Findings findings = missing(
                all.subList(7, 10),
                Set.copyOf(all.subList(0, 7)),
                List.of(stream(all, 400, OptionalLong.of(KILLED + seconds(0.1)))),
                EDGE_KILL);
        assertThat(findings.good()).isTrue();
        assertThat(findings.unaccepted()).singleElement().satisfies(each -> {
            assertThat(each.tokens()).isEqualTo(all.subList(7, 10));
            assertThat(each.bytes()).isEqualTo(1_200);
            assertThat(each.cause()).isEqualTo(EDGE_KILL.fault());
        });
    }

    static Stream<Arguments> losses() {
        List<Token> all = tokens(IN, 1, 10);
        List<Token> last = all.subList(7, 10);
        Set<Token> before = Set.copyOf(all.subList(0, 7));
        OptionalLong atKill = OptionalLong.of(KILLED);
        StreamRecord ended = stream(all, 400, atKill);
        return Stream.of(
                Arguments.of("what was accepted", missing(last, Set.copyOf(all), List.of(ended), EDGE_KILL), 3),
                Arguments.of("what was never written", missing(last, before, List.of(), EDGE_KILL), 3),
                Arguments.of(
                        "what a later one on its stream has overtaken",
                        missing(List.of(all.get(4)), without(all, 4), List.of(ended), EDGE_KILL),
                        1),
                Arguments.of(
                        "what is on a stream that is open",
                        missing(last, before, List.of(stream(all, 400, OptionalLong.empty())), EDGE_KILL),
                        3),
                Arguments.of("what no fault explains", missing(last, before, List.of(ended)), 3),
                Arguments.of(
                        "what a fault elsewhere does not explain",
                        missing(last, before, List.of(ended), GATEWAY_KILL, DIRECTORY_KILL),
                        3),
                Arguments.of(
                        "what was on a stream that ended before",
                        missing(
                                last,
                                before,
                                List.of(stream(all, 400, OptionalLong.of(KILLED - seconds(1)))),
                                EDGE_KILL),
                        3),
                Arguments.of(
                        "what was on a stream that ended long after",
                        missing(
                                last,
                                before,
                                List.of(stream(all, 400, OptionalLong.of(KILLED + seconds(60)))),
                                EDGE_KILL),
                        3),
                Arguments.of(
                        "more than can have been read",
                        missing(last, before, List.of(stream(all, 22_000, atKill)), EDGE_KILL),
                        3));
    }

    private static Set<Token> without(List<Token> tokens, int index) {
        var rest = new HashSet<>(tokens);
        rest.remove(tokens.get(index));
        return rest;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("losses")
    @DisplayName("calls lost")
    void lost(String what, Findings findings, int count) {
        assertThat(findings.lost()).as(what).hasSize(count);
        assertThat(findings.unaccepted()).isEmpty();
        assertThat(findings.good()).isFalse();
    }

    private static Repeat again(Pair pair, double firstAt, double at) {
        return new Repeat(token(pair, 1), false, KILLED + seconds(firstAt), KILLED + seconds(at));
    }

    private static Repeat contradicted(Pair pair, double firstAt, double at) {
        return new Repeat(token(pair, 1), true, KILLED + seconds(firstAt), KILLED + seconds(at));
    }

    static Stream<Arguments> explained() {
        return Stream.of(
                Arguments.of("in flight at a kill", again(IN, -0.1, 9), GATEWAY_KILL),
                Arguments.of("settled, not committed", again(IN, -1.5, 20), GATEWAY_KILL),
                Arguments.of("delivered during the outage", again(IN, 5, 20), GATEWAY_KILL),
                Arguments.of("outbound, by the edge", again(OUT, -0.1, 9), EDGE_KILL),
                Arguments.of("given back by the pool when the gateway ended", contradicted(OUT, 0, 0.1), GATEWAY_KILL));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("explained")
    @DisplayName("explains a duplicate")
    void explains(String what, Repeat repeat, Incident incident) {
        Findings findings = repeated(repeat, DIRECTORY_KILL, incident);
        assertThat(findings.good()).as(what).isTrue();
        assertThat(findings.explainedByKind())
                .containsExactly(java.util.Map.entry(incident.fault().kind(), 1L));
    }

    static Stream<Arguments> unexplained() {
        return Stream.of(
                Arguments.of("without a fault", again(IN, 0, 1), DIRECTORY_KILL),
                Arguments.of("inbound, at a kill of the edge", again(IN, -0.1, 9), EDGE_KILL),
                Arguments.of("outbound, at a kill of the gateway", again(OUT, -0.1, 9), GATEWAY_KILL),
                Arguments.of("settled long before", again(IN, -3, 9), GATEWAY_KILL),
                Arguments.of("both times before", again(IN, -1, -0.5), GATEWAY_KILL),
                Arguments.of("both times after", again(IN, 9, 10), GATEWAY_KILL),
                Arguments.of("much too late", again(IN, 0, 60), GATEWAY_KILL),
                Arguments.of("contradicted at a kill elsewhere", contradicted(IN, 0, 1), DIRECTORY_KILL));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unexplained")
    @DisplayName("does not explain a duplicate")
    void doesNotExplain(String what, Repeat repeat, Incident incident) {
        Findings findings = repeated(repeat, incident);
        assertThat(findings.unexplained()).as(what).containsExactly(repeat);
        assertThat(findings.good()).isFalse();
    }

    @ParameterizedTest(name = "several edges: {0}, stream of the later one: {1}, until: {2} -> excused: {3}")
    @CsvSource({
        "true, second, 100, true",
        "false, second, 100, false",
        "true, first, 100, false",
        "true, second, 300, false"
    })
    @DisplayName("excuses a changed order where a fault ended the first stream, and the second may be another edge's")
    void acrossEdges(boolean several, String stream, double endedAt, boolean excused) {
        Reordered late = new Reordered(token(IN, 1), 2);
        StreamRecord first =
                new StreamRecord("first", List.of(new Written(token(IN, 1), 100)), OptionalLong.of(seconds(endedAt)));
        StreamRecord second = new StreamRecord(stream, List.of(new Written(token(IN, 2), 100)), OptionalLong.empty());
        Findings findings = Judge.judge(new Evidence(
                List.of(),
                List.of(),
                List.of(),
                List.of(late),
                Set.of(),
                Set.of(),
                List.of(first, second),
                List.of(EDGE_KILL),
                Set.of(),
                several));
        assertThat(findings.good()).isEqualTo(excused);
        assertThat(excused ? findings.acrossEdges() : findings.reordered()).containsExactly(late);
    }

    @Test
    @DisplayName("trusts no topics that do not have what was delivered")
    void unseen() {
        Token token = token(IN, 1);
        Findings findings = Judge.judge(new Evidence(
                List.of(),
                List.of(token),
                List.of(),
                List.of(),
                Set.of(),
                Set.of(),
                List.of(),
                List.of(),
                Set.of(),
                false));
        assertThat(findings.unseen()).containsExactly(token);
        assertThat(findings.good()).isFalse();
    }

    static Stream<Arguments> ways() {
        return Stream.of(
                Arguments.of(new Fault.Kill(SuiteProcess.EDGE), "in", "out"),
                Arguments.of(new Fault.Kill(SuiteProcess.GATEWAY), "out", "in"),
                Arguments.of(new Fault.Kill(SuiteProcess.BROKER), "in out", "in out"),
                Arguments.of(new Fault.Kill(SuiteProcess.DIRECTORY), "", ""),
                Arguments.of(new Fault.Freeze(SuiteProcess.EDGE, Duration.ofSeconds(1)), "in", "out"),
                Arguments.of(new Fault.PoolAway("new", Duration.ofSeconds(1)), "out", "in"),
                Arguments.of(new Fault.PoolStall("new", Duration.ofSeconds(1)), "out", "in"),
                Arguments.of(new Fault.PoolReset("new"), "out", "in"),
                Arguments.of(new Fault.PartnerAway("p.test", Duration.ofSeconds(1)), "in", "out"),
                Arguments.of(new Fault.PartnerStall("p.test", Duration.ofSeconds(1)), "in", "out"),
                Arguments.of(new Fault.PartnerReset("p.test"), "in", "out"));
    }

    @ParameterizedTest
    @MethodSource("ways")
    @DisplayName("knows which way a fault excuses what")
    void ways(Fault fault, String unaccepted, String twice) {
        assertThat(fault.endsSendersStream(Way.INBOUND)).isEqualTo(unaccepted.contains("in"));
        assertThat(fault.endsSendersStream(Way.OUTBOUND)).isEqualTo(unaccepted.contains("out"));
        assertThat(fault.leavesUncertain(Way.INBOUND)).isEqualTo(twice.contains("in"));
        assertThat(fault.leavesUncertain(Way.OUTBOUND)).isEqualTo(twice.contains("out"));
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 200);
    }

    /// Streams of random length, of which each took a random part, and from whose rest some came back.
    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("calls every missing message either lost or unaccepted, and a hole is always a loss")
    void everyMissingOne(long seed) {
        Random random = new Random(seed);
        var streams = new ArrayList<StreamRecord>();
        var missing = new ArrayList<Token>();
        var accepted = new HashSet<Token>();
        int holes = 0;
        for (int number = 0; number < 5; number++) {
            List<Token> all = tokens(new Pair("contact" + number + "@partner1.test", "user1@example.test"), 1, 20);
            int taken = random.nextInt(21);
            accepted.addAll(all.subList(0, taken));
            all.subList(taken, 20).stream().filter(_ -> random.nextBoolean()).forEach(missing::add);
            if (taken > 1 && random.nextBoolean()) {
                accepted.remove(all.get(taken - 2));
                missing.add(all.get(taken - 2));
                holes++;
            }
            streams.add(stream(all, 400, OptionalLong.of(KILLED + seconds(number))));
        }
        Findings findings = missing(missing, accepted, streams, EDGE_KILL);
        assertThat(findings.lost()).hasSize(holes);
        assertThat(findings.lost().size() + findings.unacceptedStanzas()).isEqualTo(missing.size());
        assertThat(findings.good()).isEqualTo(holes == 0);
    }
}
