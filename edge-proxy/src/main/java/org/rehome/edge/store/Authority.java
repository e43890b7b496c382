package org.rehome.edge.store;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.InvalidAddress;

/// Authorities that are trusted under one name, in one file: PEM, behind a line with the domains if there are any.
///
/// @param domains for which alone they are trusted; empty for any
public record Authority(List<X509Certificate> certificates, Set<Domain> domains) {
    private static final String DOMAINS = "Domains:";

    public Authority {
        certificates = List.copyOf(certificates);
        domains = Set.copyOf(domains);
    }

    /// @throws Pem.Unreadable also when the line of domains is wrong: nothing is trusted more widely than was meant
    static Authority read(byte[] file) throws Pem.Unreadable {
        String first =
                new String(file, StandardCharsets.UTF_8).lines().findFirst().orElse("");
        Set<Domain> domains = new LinkedHashSet<>();
        if (first.startsWith(DOMAINS)) {
            try {
                Arrays.stream(first.substring(DOMAINS.length()).strip().split("\\s+", -1))
                        .map(Domain::parse)
                        .forEach(domains::add);
            } catch (InvalidAddress e) {
                throw new Pem.Unreadable("its line of domains is wrong: " + e.getMessage());
            }
        }
        return new Authority(Pem.certificates(file), domains);
    }

    byte[] write() {
        String first = domains.isEmpty()
                ? ""
                : domains.stream().sorted().map(Domain::ascii).collect(Collectors.joining(" ", DOMAINS + " ", "\n"));
        return (first + Pem.write(certificates)).getBytes(StandardCharsets.US_ASCII);
    }
}
