package org.rehome.dns.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class LookupTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.start(folder);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "legacy.example.test. | A | NOERROR | 127.0.0.10",
                "LEGACY.Example.TEST. | A | NOERROR | 127.0.0.10",
                "edge9.example.test. | AAAA | NOERROR | 2001:db8:0:0:0:0:0:29",
                "_xmpp-server._tcp.example.test. | SRV | NOERROR | 10 0 5269 legacy.example.test.",
                "text.example.test. | TXT | NOERROR | \"a;b\" \"with \\\"quotes\\\"\"",
                "example.test. | NS | NOERROR | ns1.example.test.",
                "legacy.example.test. | AAAA | NOERROR | ''",
                "_tcp.example.test. | SRV | NOERROR | ''",
                "nobody.example.test. | A | NXDOMAIN | ''",
                "a.legacy.example.test. | A | NXDOMAIN | ''",
                "xample.test. | A | REFUSED | ''",
                "test. | SOA | REFUSED | ''",
                "other.org. | A | REFUSED | ''"
            })
    void a_question_gets_its_answer(String name, String type, String rcode, String data) throws IOException {
        Message answer = server.query(name, Type.value(type));
        assertThat(Rcode.string(answer.getRcode())).isEqualTo(rcode);
        assertThat(answer.getSection(Section.ANSWER).stream().map(Record::rdataToString))
                .containsExactlyElementsOf(data.isEmpty() ? List.of() : List.of(data));
        boolean ours = !rcode.equals("REFUSED");
        assertThat(answer.getHeader().getFlag(Flags.AA)).isEqualTo(ours);
        assertThat(answer.getHeader().getFlag(Flags.RA)).isFalse();
        if (ours && data.isEmpty()) {
            // RFC 2308 §3 and §5: the SOA, with the TTL that the absence may be kept
            assertThat(answer.getSection(Section.AUTHORITY))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            SOARecord.class, soa -> assertThat(soa.getTTL()).isEqualTo(60));
        }
    }

    @Test
    void an_SRV_answer_brings_the_addresses_of_its_targets_along() throws IOException {
        assertThat(server.query("_xmpp-server._tcp.example.test.", Type.SRV).getSection(Section.ADDITIONAL))
                .extracting(Record::toString)
                .anyMatch(line -> line.contains("127.0.0.10"));
    }

    @Test
    void ANY_is_answered_with_one_set_RFC_8482_section_4_1() throws IOException {
        List<Record> answer = server.query("edge9.example.test.", Type.ANY).getSection(Section.ANSWER);
        assertThat(answer).hasSize(1);
    }

    @Test
    void the_zone_with_the_longest_name_answers() throws IOException {
        server.put("sub.example.test", "@ 60 SOA a b 7 1 1 1 1\n@ 60 NS a\na 60 A 192.0.2.77\n");
        assertThat(server.query("a.sub.example.test.", Type.A).getSection(Section.ANSWER))
                .singleElement()
                .satisfies(one -> assertThat(one.rdataToString()).isEqualTo("192.0.2.77"));
    }

    private Message large(int payload, boolean tcp) throws IOException {
        StringBuilder zone = new StringBuilder(TestServer.ZONE);
        for (int i = 0; i < 60; i++) {
            zone.append("many SRV 10 0 5269 host").append(i).append('\n');
        }
        server.put("example.test", zone.toString());
        Message query = Message.newQuery(Record.newRecord(Name.fromString("many.example.test."), Type.SRV, DClass.IN));
        if (payload > 0) {
            query.addRecord(new OPTRecord(payload, 0, 0), Section.ADDITIONAL);
        }
        return server.send(query, tcp);
    }

    @ParameterizedTest(name = "payload {0}")
    @CsvSource({"0, 512", "512, 512", "100, 512", "1232, 1232", "65535, 1232"})
    void an_answer_that_does_not_fit_is_truncated_RFC_6891_section_6_2_3(int payload, int most) throws IOException {
        Message answer = large(payload, false);
        assertThat(answer.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(answer.numBytes()).isLessThanOrEqualTo(most);
        assertThat(answer.getOPT() != null).isEqualTo(payload > 0);
    }

    @Test
    void over_TCP_all_of_it_comes() throws IOException {
        Message answer = large(0, true);
        assertThat(answer.getHeader().getFlag(Flags.TC)).isFalse();
        assertThat(answer.getSection(Section.ANSWER)).hasSize(60);
    }

    @Test
    void a_later_version_of_EDNS_is_answered_BADVERS_RFC_6891_section_6_1_3() throws IOException {
        Message query = Message.newQuery(Record.newRecord(Name.fromString("example.test."), Type.SOA, DClass.IN));
        query.addRecord(new OPTRecord(1232, 0, 1), Section.ADDITIONAL);
        assertThat(server.send(query, false).getRcode()).isEqualTo(Rcode.BADVERS);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"NOTIFY, NOTIMP", "STATUS, NOTIMP"})
    void another_opcode_is_not_implemented(String opcode, String rcode) throws IOException {
        Message message = Message.newQuery(Record.newRecord(Name.fromString("example.test."), Type.SOA, DClass.IN));
        message.getHeader().setOpcode(Opcode.value(opcode));
        assertThat(Rcode.string(server.send(message, false).getRcode())).isEqualTo(rcode);
    }

    @ParameterizedTest(name = "{0}, tcp {1}")
    @CsvSource({"AXFR, true", "IXFR, true", "AXFR, false"})
    void a_zone_transfer_without_a_signature_is_refused(String type, boolean tcp) throws IOException {
        Message message =
                Message.newQuery(Record.newRecord(Name.fromString("example.test."), Type.value(type), DClass.IN));
        assertThat(server.send(message, tcp).getRcode()).isEqualTo(Rcode.REFUSED);
    }

    @Test
    void two_questions_are_a_format_error() throws IOException {
        Message message = Message.newQuery(Record.newRecord(Name.fromString("example.test."), Type.SOA, DClass.IN));
        message.addRecord(Record.newRecord(Name.fromString("a.test."), Type.SOA, DClass.IN), Section.QUESTION);
        byte[] answer = RawClient.udp(server.address(), message.toWire());
        assertThat(new Header(answer).getRcode()).isEqualTo(Rcode.FORMERR);
    }
}
