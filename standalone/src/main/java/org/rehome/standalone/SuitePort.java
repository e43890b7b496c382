package org.rehome.standalone;

import java.util.Arrays;
import java.util.Optional;

/// The ports of the four services and of Kafka, with their defaults and the options that choose them.
public enum SuitePort {
    EDGE(Services.EDGE_PROXY, "REST", "edge-port", 8081),
    GATEWAY(Services.GATEWAY, "REST", "gateway-port", 8082),
    DIRECTORY(Services.USER_DIRECTORY, "REST", "directory-port", 8083),
    DNS_REST(Services.DNS_SERVICE, "REST", "dns-rest-port", 8084),
    S2S(Services.EDGE_PROXY, "S2S", "s2s-port", 5269),
    DNS(Services.DNS_SERVICE, "DNS", "dns-port", 5300),
    KAFKA(Suite.KAFKA, "clients", "kafka-port", 9092);

    private final String owner;
    private final String purpose;
    private final String option;
    private final int standard;

    SuitePort(String owner, String purpose, String option, int standard) {
        this.owner = owner;
        this.purpose = purpose;
        this.option = option;
        this.standard = standard;
    }

    String option() {
        return option;
    }

    String owner() {
        return owner;
    }

    String purpose() {
        return purpose;
    }

    /// The port when nothing else is said.
    int standard() {
        return standard;
    }

    Port at(String host, int number) {
        Port.Transport transport = this == DNS ? Port.Transport.TCP_AND_UDP : Port.Transport.TCP;
        return new Port(owner, purpose, option, host, number, transport);
    }

    static Optional<SuitePort> ofOption(String option) {
        return Arrays.stream(values())
                .filter(port -> port.option.equals(option))
                .findFirst();
    }
}
