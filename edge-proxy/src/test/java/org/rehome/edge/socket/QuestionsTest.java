package org.rehome.edge.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.K9;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.conformance.Spec;
import org.rehome.edge.negotiation.AuthorityAnswer;
import org.rehome.edge.negotiation.DialbackRequest;
import org.rehome.edge.negotiation.World;
import org.rehome.edge.partner.DomainPair;
import org.rehome.xmpp.stanza.StanzaErrorCondition;

@DisplayName("K9: questions about dialback keys")
final class QuestionsTest {
    private final Questions questions = new Questions();
    private final List<Consumer<AuthorityAnswer>> underWay = new ArrayList<>();
    private final List<AuthorityAnswer> answers = new ArrayList<>();

    private void ask(String address) {
        DialbackRequest request = new DialbackRequest(
                new DomainPair(World.domain("example.test"), World.domain("partner.test")), "id", "key");
        questions.ask(address, (asked, answered) -> underWay.add(answered), request, answers::add);
    }

    @Test
    @DisplayName("are bounded for each address, on however many streams; each answer makes room for another")
    @Spec(K9)
    void bounded() {
        for (int i = 0; i <= Questions.PER_ADDRESS; i++) {
            ask("192.0.2.1");
        }
        assertThat(underWay).hasSize(Questions.PER_ADDRESS);
        assertThat(answers).singleElement().isInstanceOfSatisfying(AuthorityAnswer.Unknown.class, unknown -> assertThat(
                        unknown.condition())
                .isEqualTo(StanzaErrorCondition.RESOURCE_CONSTRAINT));
        ask("192.0.2.2");
        assertThat(underWay).hasSize(Questions.PER_ADDRESS + 1);
        underWay.getFirst().accept(new AuthorityAnswer.Valid());
        ask("192.0.2.1");
        assertThat(underWay).hasSize(Questions.PER_ADDRESS + 2);
        assertThat(answers).hasSize(2);
    }
}
