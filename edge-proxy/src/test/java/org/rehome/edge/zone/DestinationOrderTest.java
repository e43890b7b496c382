package org.rehome.edge.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.C7;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.conformance.Spec;

@DisplayName("The addresses of one family")
final class DestinationOrderTest {

    private static List<InetAddress> addresses(String text) {
        return Arrays.stream(text.split(" ", -1)).map(InetAddress::ofLiteral).toList();
    }

    /// @param sources of each destination in turn; `-` where there is no route
    private static DestinationOrder order(List<InetAddress> destinations, String sources) {
        String[] ours = sources.split(" ", -1);
        return new DestinationOrder(each -> Optional.of(ours[destinations.indexOf(each)])
                .filter(source -> !source.equals("-"))
                .map(InetAddress::ofLiteral));
    }

    @ParameterizedTest(name = "{0}: {1} from {2}")
    @CsvSource({
        "rule 1, 2001:db8::1 2001:db8::2, - 2001:db8::9, 2001:db8::2 2001:db8::1",
        "rule 1, 192.0.2.1 198.51.100.1, - 198.51.100.9, 198.51.100.1 192.0.2.1",
        "rule 2, 2001:db8:1::1 fe80::1, fe80::2 fe80::2, fe80::1 2001:db8:1::1",
        "rule 2, 169.254.1.1 192.0.2.1, 192.0.2.9 192.0.2.9, 192.0.2.1 169.254.1.1",
        "rule 5, 2001:db8:1::1 2002:c633:6401::1, 2002:c633:6401::2 2002:c633:6401::2, 2002:c633:6401::1 2001:db8:1::1",
        "rule 6, fc00::1 2001:db8::1, fc00::2 2001:db8::2, 2001:db8::1 fc00::1",
        "rule 6, 2002:c633:6401::1 2001:db8::1, 2002:c633:6401::2 2001:db8::2, 2001:db8::1 2002:c633:6401::1",
        "rule 8, 2001:db8:1::1 fe80::1, 2001:db8:1::2 fe80::2, fe80::1 2001:db8:1::1",
        "rule 9, 2001:db8:3ffe::1 2001:db8:1::1, 2001:db8:1::2 2001:db8:1::2, 2001:db8:1::1 2001:db8:3ffe::1",
        "rule 10, 192.0.2.1 198.51.100.1, 198.51.100.9 198.51.100.9, 192.0.2.1 198.51.100.1",
        "rule 10, 2001:db8::2 2001:db8::1, 2001:db8::9 2001:db8::9, 2001:db8::2 2001:db8::1"
    })
    @DisplayName("C7, RFC 6724 §6: are tried by the source that we would have, else as the DNS has them")
    @Spec(C7)
    void order(String rule, String destinations, String sources, String expected) {
        List<InetAddress> given = addresses(destinations);
        assertThat(order(given, sources).of(given)).as(rule).isEqualTo(addresses(expected));
    }

    @Test
    @DisplayName("C7: by the machine's own routes the loopback address comes before one without a route, and stays")
    @Spec(C7)
    void routes() {
        List<InetAddress> given = addresses("127.0.0.1 127.0.0.2");
        assertThat(DestinationOrder.ofRoutes().of(given)).isEqualTo(given);
        assertThat(DestinationOrder.ofRoutes().of(addresses("240.0.0.1 127.0.0.1")))
                .startsWith(InetAddress.ofLiteral("127.0.0.1"));
    }
}
