package org.rehome.directory.pool;

import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.PoolEvent.Link;
import org.rehome.contracts.event.PoolEvent.PoolRegistered;

/// A registered pool.
///
/// @param forced true when it was registered although its component port did not answer
/// @param version rises with every change
public record Pool(PoolName name, Settings settings, boolean forced, long version) {
    private static final int MAX_TEXT = 1000;
    private static final Pattern HOST_AND_PORT =
            Pattern.compile("(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]{2,45}]):[0-9]{1,5}");

    /// What an operator says about a pool.
    ///
    /// @param domains the domains whose users can live there
    /// @param legacy true for the server that the organisation is leaving
    /// @param clientAddress `host:port` for the clients of users who have moved here; null for none
    public record Settings(
            @Nullable String description,
            List<Domain> domains,
            boolean legacy,
            Link link,
            @Nullable String clientAddress) {
        public Settings {
            domains = List.copyOf(domains);
            if (domains.isEmpty()) {
                throw new IllegalArgumentException("a pool has at least one domain");
            }
            if (new HashSet<>(domains).size() < domains.size()) {
                throw new IllegalArgumentException("a domain is listed twice: " + domains);
            }
            if (description != null && description.length() > MAX_TEXT) {
                throw new IllegalArgumentException("a description has at most " + MAX_TEXT + " characters");
            }
            requirePort("link.injectionPort", link.injectionPort());
            if (link.capturePort() != null) {
                requirePort("link.capturePort", link.capturePort());
            }
            requireText("link.host", link.host());
            requireText("link.secret", link.secret());
            if (clientAddress != null) {
                hostAndPort(clientAddress);
            }
        }

        /// Returns the address when it has the form of RFC 6120 §4.9.3.19, with a port.
        ///
        /// @throws IllegalArgumentException when it has not
        public static String hostAndPort(String address) {
            if (!HOST_AND_PORT.matcher(address).matches() || address.length() > MAX_TEXT) {
                throw new IllegalArgumentException("clientAddress is \"" + address
                        + "\"; give host:port, an IPv6 address in brackets, such as new.example.test:5222");
            }
            requirePort("the port of clientAddress", Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
            return address;
        }

        private static void requirePort(String field, int port) {
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException(field + " is " + port + ", not from 1 to 65535");
            }
        }

        private static void requireText(String field, String text) {
            if (text.isBlank() || text.length() > MAX_TEXT) {
                throw new IllegalArgumentException(field + " has 1 to " + MAX_TEXT + " characters");
            }
        }
    }

    /// True when users of the domain can live there.
    public boolean serves(Domain domain) {
        return settings.domains().contains(domain);
    }

    /// True when the pool can answer for a local domain: one of its own, or a subdomain (`conference.…`) of one.
    public boolean canAnswerFor(Domain domain) {
        return settings.domains().stream().anyMatch(domain::isWithin);
    }

    public PoolRegistered event() {
        return new PoolRegistered(
                name,
                settings.description(),
                settings.domains(),
                settings.legacy(),
                settings.link(),
                settings.clientAddress(),
                forced,
                version);
    }
}
