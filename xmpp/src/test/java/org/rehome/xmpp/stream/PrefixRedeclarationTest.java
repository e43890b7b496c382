package org.rehome.xmpp.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.B12;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.conformance.Spec;

@DisplayName("B12: a prefix that only the stream root declares (RFC 6120 §4.8.5)")
class PrefixRedeclarationTest {
    private static final String HEADER = "<stream:stream xmlns='jabber:server' xmlns:db='jabber:server:dialback'"
            + " xmlns:stream='http://etherx.jabber.org/streams' xmlns:p='urn:p' xmlns:q=\"it's&#10;&lt;q>\">";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    <message/>                                  | <message/>
                    <message><p:x/></message>                   | <message xmlns:p='urn:p'><p:x/></message>
                    <message p:a='1'/>                          | <message xmlns:p='urn:p' p:a='1'/>
                    <p:x/>                                      | <p:x xmlns:p='urn:p'/>
                    <p:x></p:x>                                 | <p:x xmlns:p='urn:p'></p:x>
                    <p:x a='1'/>                                | <p:x xmlns:p='urn:p' a='1'/>
                    <message ><db:x/><p:y/><p:z/></message>     | <message xmlns:db='jabber:server:dialback' xmlns:p='urn:p' ><db:x/><p:y/><p:z/></message>
                    <message><x p:a='1' p:b='2'/></message>     | <message xmlns:p='urn:p'><x p:a='1' p:b='2'/></message>
                    <message><stream:x/></message>              | <message xmlns:stream='http://etherx.jabber.org/streams'><stream:x/></message>
                    <message xmlns:p='urn:o'><p:x/></message>   | <message xmlns:p='urn:o'><p:x/></message>
                    <message><p:x xmlns:p='urn:o'/></message>   | <message><p:x xmlns:p='urn:o'/></message>
                    <message><x xmlns:p='urn:o'/><p:y/></message> | <message xmlns:p='urn:p'><x xmlns:p='urn:o'/><p:y/></message>
                    <message><p:y/><x xmlns:p='urn:o'><p:z/></x></message> | <message xmlns:p='urn:p'><p:y/><x xmlns:p='urn:o'><p:z/></x></message>
                    <message>p:x</message>                      | <message>p:x</message>
                    <message a='p:x' xml:lang='en'/>            | <message a='p:x' xml:lang='en'/>
                    <message><q:x/></message>                   | <message xmlns:q='it&apos;s&#10;&lt;q&gt;'><q:x/></message>
                    """)
    @DisplayName("is declared again on the element, when it is used, and no other byte changes")
    @Spec(B12)
    void isDeclaredAgain(String element, String expected) {
        assertThat(Streams.frame(HEADER, element).xml()).asString().isEqualTo(expected);
    }

    @Test
    @DisplayName("keeps its meaning wherever the element goes")
    @Spec(B12)
    void keepsItsMeaning() {
        XmlElement tree =
                Streams.frame(HEADER, "<message><q:x/><db:result/></message>").tree();
        assertThat(tree.child("it's\n<q>", "x")).isPresent();
        assertThat(tree.child(Namespaces.DIALBACK, "result")).isPresent();
    }

    @Test
    @DisplayName("is known after as many elements as there may be")
    void afterManyElements() {
        StreamReader reader = Streams.reader();
        Streams.feed(reader, HEADER);
        for (int i = 0; i < 3_000; i++) {
            assertThat(Streams.xml(Streams.feed(reader, "<message><p:n" + i + "/></message>")))
                    .containsExactly("<message xmlns:p='urn:p'><p:n" + i + "/></message>");
        }
    }
}
