package org.rehome.xmpp.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rehome.conformance.Requirement.B13;
import static org.rehome.conformance.Requirement.B6;
import static org.rehome.conformance.Requirement.K4;
import static org.rehome.conformance.Requirement.K5;
import static org.rehome.conformance.Requirement.K8;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rehome.conformance.Spec;

@DisplayName("B13, K4, K5: limits hold while an element is read, not after (RFC 6120 §13.12)")
@Spec({B13, K4, K5})
class StreamLimitsTest {
    private static final StreamLimits SMALL = new StreamLimits(1_000, 5, 10, 10);

    @Test
    @DisplayName("bytes: an element of the limit passes, the first byte more breaks the stream")
    void bytes() {
        String fits = "<a>" + "x".repeat(993) + "</a>";
        assertThat(Streams.feed(opened(SMALL), fits)).singleElement().isInstanceOf(StreamItem.Arrived.class);
        // at the limit it is told, though the element has no end
        StreamReader reader = opened(SMALL);
        assertThat(Streams.feed(reader, "<a>" + "x".repeat(997))).isEmpty();
        assertViolation(Streams.feed(reader, "x"), "larger than 1000 bytes");
        assertViolation(Streams.feed(opened(SMALL), "<a>" + "x".repeat(994) + "</a>"), "larger than 1000 bytes");
    }

    @Test
    @DisplayName("bytes: a header has the same limit, and endless white space before it too")
    void headerBytes() {
        assertViolation(Streams.feed(reader(SMALL), "<stream:stream a='" + "x".repeat(1_000)), "larger than");
        assertViolation(Streams.feed(reader(SMALL), " ".repeat(1_001)), "larger than");
        assertViolation(Streams.feed(reader(SMALL), "<?xml " + " ".repeat(1_001)), "larger than");
    }

    @Test
    @DisplayName("depth: the stream root counts; the tag that is too deep breaks the stream")
    void depth() {
        assertThat(Streams.feed(opened(SMALL), "<a><b><c><d/></c></b></a>")).hasSize(1);
        assertThat(Streams.feed(opened(SMALL), "<a><b><c><d></d></c></b></a>")).hasSize(1);
        assertViolation(Streams.feed(opened(SMALL), "<a><b><c><d><e>"), "nested deeper than 5");
    }

    @Test
    @DisplayName("elements: each first-level element has its own count")
    void elements() {
        StreamReader reader = opened(SMALL);
        String ten = "<a>" + "<b/>".repeat(9) + "</a>";
        assertThat(Streams.feed(reader, ten.repeat(5))).hasSize(5);
        assertViolation(Streams.feed(reader, "<a>" + "<b/>".repeat(10)), "more than 10 elements");
    }

    @Test
    @DisplayName("attributes: namespace declarations count")
    void attributes() {
        String nine = IntStream.range(0, 9).mapToObj(i -> " a" + i + "='x'").collect(Collectors.joining());
        assertThat(Streams.feed(opened(SMALL), "<a" + nine + " xmlns:b='urn:b'/>"))
                .hasSize(1);
        assertViolation(
                Streams.feed(opened(SMALL), "<a" + nine + " xmlns:b='urn:b' xmlns:c='"), "more than 10 attributes");
    }

    @ParameterizedTest
    @ValueSource(strings = {" a%d='x'", " xmlns:a%d='urn:x'"})
    @DisplayName("attributes: thousands are refused before their tag has ended, in a header and after authentication")
    void thousandsOfAttributes(String attribute) {
        String thousands =
                IntStream.range(0, 10_000).mapToObj(attribute::formatted).collect(Collectors.joining());
        assertViolation(Streams.afterHeader("<a" + thousands), "more than 256 attributes");
        assertViolation(Streams.feed(Streams.reader(), "<stream:stream" + thousands), "more than 256 attributes");
        StreamReader unknown = reader(StreamLimits.beforeAuthentication());
        assertViolation(Streams.feed(unknown, "<stream:stream" + thousands), "more than 32 attributes");
    }

    @Test
    @DisplayName("names: 1,000 bytes each, in start tags, attributes and end tags")
    void nameLength() {
        String longest = "n".repeat(1_000);
        assertThat(Streams.afterHeader("<" + longest + " " + longest + "='x'></" + longest + " >"))
                .singleElement()
                .isInstanceOf(StreamItem.Arrived.class);
        List.of("<n" + longest, "<a n" + longest, "<a b='1' n" + longest, "<a></n" + longest)
                .forEach(text -> assertViolation(Streams.afterHeader(text), "a name of more than 1000 bytes"));
    }

    @Test
    @DisplayName("names: 1,000 different ones in an element")
    void differentNames() {
        String names = IntStream.range(0, 999).mapToObj(i -> "<n" + i + "/>").collect(Collectors.joining());
        assertThat(Streams.afterHeader("<a>" + names + "</a><a>" + names + "</a>"))
                .hasSize(2);
        assertViolation(Streams.afterHeader("<a>" + names + "<b/><c/></a>"), "more than 1000 names");
        String attributes =
                IntStream.range(0, 250).mapToObj(i -> " %s" + i + "=''").collect(Collectors.joining());
        String wide = "<a>" + "<b" + attributes.formatted(filled("x")) + "/>" + "<b" + attributes.formatted(filled("y"))
                + "/>" + "<b" + attributes.formatted(filled("z")) + "/>" + "<b" + attributes.formatted(filled("w"))
                + "/>";
        assertViolation(Streams.afterHeader(wide + "</a>"), "more than 1000 names");
    }

    private static Object[] filled(String name) {
        return IntStream.range(0, 250).mapToObj(i -> name).toArray();
    }

    @Test
    @DisplayName("hold from then on when they change, for the element that has begun too")
    void change() {
        StreamReader reader = opened(SMALL);
        assertThat(Streams.feed(reader, "<a b='\"'><![CDATA[]]")).isEmpty();
        reader.limits(StreamLimits.afterAuthentication());
        assertThat(Streams.xml(Streams.feed(reader, "]]><b c='" + "x".repeat(5_000) + "'/></a>")))
                .hasSize(1);
        assertThat(Streams.feed(reader, "<a><b><c><d><e><f/></e></d></c></b></a>"))
                .hasSize(1);
        reader.limits(SMALL);
        assertViolation(Streams.feed(reader, "<a><b><c><d><e>"), "nested deeper than 5");
    }

    @Test
    @DisplayName(
            "after authentication are never below what RFC 6120 §13.12 asks, before it not above what it takes to negotiate")
    void values() {
        assertThat(StreamLimits.afterAuthentication().bytes()).isGreaterThan(10_000);
        assertThat(StreamLimits.beforeAuthentication().bytes()).isEqualTo(10_000);
        assertThatThrownBy(() -> new StreamLimits(999, 5, 10, 10)).hasMessageContaining("too small to negotiate");
        assertThatThrownBy(() -> new StreamLimits(1_000, 2, 10, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new StreamLimits(1_000, 5, 9, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new StreamLimits(1_000, 5, 10, 9)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("B6, K8: endless invented names take neither much memory nor much time")
    @Spec({B6, K8})
    void endlessNames() {
        Runtime runtime = Runtime.getRuntime();
        List<StreamReader> readers =
                IntStream.range(0, 8).mapToObj(i -> Streams.opened()).toList();
        System.gc();
        long before = runtime.totalMemory() - runtime.freeMemory();
        long began = System.nanoTime();
        int next = 0;
        // 32 MB of names in all; unbounded, these would be some hundred MB and minutes
        for (int round = 0; round < 500; round++) {
            for (StreamReader reader : readers) {
                StringBuilder element = new StringBuilder("<a>");
                for (int i = 0; i < 200; i++) {
                    String name = Integer.toString(next++, 36);
                    element.append("<n")
                            .append(name)
                            .append(" xmlns:m")
                            .append(name)
                            .append("='urn:")
                            .append(name);
                    element.append("' o").append(name).append("=''/>");
                }
                assertThat(Streams.feed(reader, element + "</a>")).hasSize(1);
            }
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
        System.gc();
        long after = runtime.totalMemory() - runtime.freeMemory();
        assertThat(readers)
                .allSatisfy(reader -> assertThat(Streams.feed(reader, "<a/>")).hasSize(1));
        assertThat(after - before).isLessThan(24L * 1024 * 1024);
    }

    private static StreamReader reader(StreamLimits limits) {
        return new StreamReader(limits, Namespaces.SERVER);
    }

    private static StreamReader opened(StreamLimits limits) {
        StreamReader reader = reader(limits);
        Streams.feed(reader, Streams.HEADER);
        return reader;
    }

    private static void assertViolation(List<StreamItem> items, String detail) {
        assertThat(items).last().isInstanceOf(StreamItem.Broken.class);
        StreamItem.Broken broken = (StreamItem.Broken) items.get(items.size() - 1);
        assertThat(broken.condition()).isEqualTo(StreamErrorCondition.POLICY_VIOLATION);
        assertThat(broken.detail()).contains(detail);
    }
}
