package org.rehome.lab.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.lab.ledger.Pair;
import org.rehome.lab.ledger.Token;

@DisplayName("What is accepted")
final class AcceptedTest {
    private static final Token TOKEN = new Token("k1", new Pair("a@partner1.test", "b@example.test"), 12);
    private final Accepted accepted = new Accepted();

    @Test
    @DisplayName("is what stands in a topic, however its `>` is written")
    void tokens() {
        accepted.stands("a@partner1.test/lab", "<message id='#k1:a@partner1.test&gt;b@example.test/12' to='x'/>");
        accepted.stands("a@partner1.test", "<message id='#k1:a@partner1.test>b@example.test/13' to='x'/>");
        assertThat(accepted.all()).containsExactlyInAnyOrder(TOKEN, new Token("k1", TOKEN.pair(), 13));
        assertThat(accepted.contains(TOKEN)).isTrue();
    }

    @Test
    @DisplayName("is not what came back as an error, and nothing without a token")
    void errors() {
        accepted.stands("b@example.test", "<message type='error' id='#k1:a@partner1.test&gt;b@example.test/12'/>");
        accepted.stands("a@partner1.test", "<iq type='get' id='ping-1'/>");
        assertThat(accepted.all()).isEmpty();
    }

    @Test
    @DisplayName("is known up to an instant")
    void known() {
        assertThat(accepted.knowsAllUntil(5)).isFalse();
        accepted.readTo(5);
        assertThat(accepted.knowsAllUntil(5)).isTrue();
        assertThat(accepted.knowsAllUntil(6)).isFalse();
    }
}
