package org.rehome.xmpp.stanza;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rehome.conformance.Requirement.B12;

import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rehome.conformance.Spec;
import org.rehome.xmpp.stream.Namespaces;

final class ContentNamespaceTest {
    private static final String TO = Namespaces.COMPONENT;

    private static String rescope(String xml) {
        return new String(ContentNamespace.rescope(xml.getBytes(UTF_8), TO), UTF_8);
    }

    static Stream<Arguments> declared() {
        return Stream.of(
                Arguments.of("<message xmlns='jabber:server' to='a@b'/>", "<message xmlns='" + TO + "' to='a@b'/>"),
                Arguments.of("<message to='a@b' xmlns=\"jabber:client\">", "<message to='a@b' xmlns=\"" + TO + "\">"),
                Arguments.of("<iq\n\txmlns = 'jabber:server'>", "<iq\n\txmlns = '" + TO + "'>"),
                Arguments.of(
                        "<message xmlns:x='u' id='xmlns=1' xmlns='jabber:server'>",
                        "<message xmlns:x='u' id='xmlns=1' xmlns='" + TO + "'>"));
    }

    @ParameterizedTest
    @MethodSource("declared")
    @DisplayName("B12, RFC 6120 §4.8.3: a declared content namespace becomes the stream's, no other byte changes")
    @Spec(B12)
    void replaces(String start, String expected) {
        String end = start.endsWith("/>") ? "" : "<body>xmlns='jabber:server' é</body></" + name(start) + ">";
        assertThat(rescope(start + end)).isEqualTo(expected + end);
    }

    private static String name(String start) {
        return start.substring(1, start.indexOf(start.startsWith("<iq") ? '\n' : ' '));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<message to='a@b'><body>hi</body></message>",
                "<message id='a xmlns=&apos;jabber:server&apos; '/>",
                "<message id=\"it's xmlns='jabber:server'\"/>",
                "<message xmlns:a='jabber:server' a:b='c'/>",
                "<message axmlns='jabber:server'/>",
                "<message xmlns='jabber:component:accept'/>",
                "<message><x xmlns='u'><y xmlns='jabber:client'/></x></message>",
                "<message><![CDATA[<x xmlns='jabber:server'>]]></message>"
            })
    @DisplayName("what declares no content namespace, or only inside another namespace, stays byte for byte")
    @Spec(B12)
    void leaves(String xml) {
        assertThat(rescope(xml)).isEqualTo(xml);
    }

    @Test
    @DisplayName("B12: a child that declares a content namespace follows its stanza")
    @Spec(B12)
    void children() {
        assertThat(rescope("<message xmlns='jabber:server'><body xmlns='jabber:server'>a</body></message>"))
                .isEqualTo("<message xmlns='" + TO + "'><body xmlns='" + TO + "'>a</body></message>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<message", "<message id='a", "<message><body>", "text"})
    @DisplayName("what is no whole element is refused, not looped over")
    void refuses(String xml) {
        assertThatThrownBy(() -> rescope(xml)).isInstanceOf(IllegalArgumentException.class);
    }
}
