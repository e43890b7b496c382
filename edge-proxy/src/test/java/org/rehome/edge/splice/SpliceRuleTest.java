package org.rehome.edge.splice;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.edge.negotiation.World;

class SpliceRuleTest {

    @DisplayName("a partner's connection ends here when the partner is enabled, paused, or on its way here, else it is"
            + " passed through, after a wait when the partner is on its way back; one that says nothing is passed through"
            + " while anybody is the legacy gateway's")
    @ParameterizedTest(name = "known: {0}, from: {1} -> {2}")
    @CsvSource(textBlock = """
                    '',                      ,              SPLICE
                    '',                      one.test,      SPLICE
                    enabled,                 one.test,      TERMINATE
                    paused,                  one.test,      TERMINATE
                    legacy,                  one.test,      SPLICE
                    returned,                one.test,      SPLICE
                    enabled,                 unknown.test,  SPLICE
                    paused,                  unknown.test,  SPLICE
                    enabled,                 ,              TERMINATE
                    paused,                  ,              TERMINATE
                    legacy,                  ,              SPLICE
                    enabled legacy,          ,              SPLICE
                    enabled returned,        ,              SPLICE
                    enabled paused,          ,              TERMINATE
                    enabled legacy,          one.test,      TERMINATE
                    enabled legacy,          two.test,      SPLICE
                    entering,                one.test,      TERMINATE
                    entering,                unknown.test,  SPLICE
                    entering,                ,              TERMINATE
                    enabled entering,        ,              TERMINATE
                    entering legacy,         ,              SPLICE
                    leaving,                 one.test,      WAIT
                    leaving,                 unknown.test,  SPLICE
                    leaving,                 ,              SPLICE
                    enabled leaving,         ,              SPLICE
                    enabled leaving,         one.test,      TERMINATE
                    enabled leaving,         two.test,      WAIT
                    """)
    void rule(String known, @Nullable String from, SpliceRule expected) {
        World world = new World();
        String[] names = {"one.test", "two.test"};
        String[] standings = known.isEmpty() ? new String[0] : known.split(" ", -1);
        for (int i = 0; i < standings.length; i++) {
            know(world, names[i], standings[i]);
        }
        FirstWords words = new FirstWords(from == null ? null : Domain.parse(from), Domain.parse("example.test"));
        assertThat(SpliceRule.of(words, world.partners)).isEqualTo(expected);
    }

    private static void know(World world, String name, String standing) {
        Partner partner = World.partner(name, Negotiation.Required, Negotiation.Required, true);
        switch (standing) {
            case "enabled" -> world.enabled(partner);
            case "paused" -> world.paused(partner);
            case "returned" -> world.returned(partner);
            case "entering" -> world.entering(partner);
            case "leaving" -> world.leaving(partner);
            case "legacy" -> world.legacy(name);
            default -> throw new IllegalArgumentException(standing);
        }
    }
}
