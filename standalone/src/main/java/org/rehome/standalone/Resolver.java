package org.rehome.standalone;

import java.util.Optional;
import java.util.OptionalInt;

/// Which DNS server the edge asks for partners, and the dns-service when it verifies a cut-over.
public sealed interface Resolver {
    /// What the operating system is configured with.
    record OfTheSystem() implements Resolver {}

    /// The suite's own authoritative server: for a lab in which it serves the partners' zones too.
    record OfTheSuite() implements Resolver {}

    /// A server at `host:port`.
    record At(String address) implements Resolver {
        public At {
            int colon = address.lastIndexOf(':');
            OptionalInt port = OptionValues.port(address.substring(colon + 1));
            if (colon < 1 || port.isEmpty()) {
                throw new IllegalArgumentException("not host:port: " + address);
            }
        }
    }

    /// The address to configure, none for the system's.
    default Optional<String> address(int suitePort) {
        return switch (this) {
            case OfTheSystem() -> Optional.empty();
            case OfTheSuite() -> Optional.of("127.0.0.1:" + suitePort);
            case At(String address) -> Optional.of(address);
        };
    }

    /// `system`, `suite` or `host:port`.
    static Resolver parse(String text) {
        return switch (text) {
            case "system" -> new OfTheSystem();
            case "suite" -> new OfTheSuite();
            default -> new At(text);
        };
    }
}
