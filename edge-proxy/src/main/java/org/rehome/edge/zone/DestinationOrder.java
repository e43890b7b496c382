package org.rehome.edge.zone;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The order of a server's addresses of one family (RFC 6724 §6): by the address of ours that would be the source. What
/// the platform does not tell of ours, whether one is deprecated, a home address, or in a tunnel (rules 3, 4 and 7),
/// does not count.
public final class DestinationOrder {
    private static final int DISCARD = 9;

    /// RFC 6724 §2.1, the longest prefixes first.
    private static final List<Policy> POLICIES = List.of(
            policy("::1", 128, 50, 0),
            policy("::ffff:0:0", 96, 35, 4),
            policy("::", 96, 1, 3),
            policy("2001::", 32, 5, 5),
            policy("2002::", 16, 30, 2),
            policy("3ffe::", 16, 1, 12),
            policy("fec0::", 10, 1, 11),
            policy("fc00::", 7, 3, 13),
            policy("::", 0, 40, 1));

    private record Policy(InetAddress prefix, int bits, int precedence, int label) {
        boolean covers(byte[] address) {
            return commonBits(sixteen(prefix), address) >= bits;
        }
    }

    private final Function<InetAddress, Optional<InetAddress>> sources;

    /// @param sources our address towards another; empty where no route leads there
    DestinationOrder(Function<InetAddress, Optional<InetAddress>> sources) {
        this.sources = sources;
    }

    /// By the machine's routes.
    public static DestinationOrder ofRoutes() {
        return new DestinationOrder(DestinationOrder::source);
    }

    /// Nothing is sent for that.
    private static Optional<InetAddress> source(InetAddress destination) {
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.connect(new InetSocketAddress(destination, DISCARD));
            return channel.getLocalAddress() instanceof InetSocketAddress local
                    ? Optional.of(local.getAddress())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    public List<InetAddress> of(List<InetAddress> destinations) {
        if (destinations.size() < 2) {
            return destinations;
        }
        return destinations.stream()
                .map(each -> new Candidate(each, sources.apply(each)))
                .sorted(Candidate.BEST_FIRST)
                .map(Candidate::destination)
                .toList();
    }

    private record Candidate(InetAddress destination, Optional<InetAddress> source) {
        private static final Comparator<Candidate> BEST_FIRST = Comparator.comparing(Candidate::hasNoRoute)
                .thenComparing(Candidate::hasOtherScope)
                .thenComparing(Candidate::hasOtherLabel)
                .thenComparing(each -> -policy(each.destination()).precedence())
                .thenComparing(each -> scope(each.destination()))
                .thenComparing(each -> -each.commonPrefix());

        /// Rule 1.
        boolean hasNoRoute() {
            return source.isEmpty();
        }

        /// Rule 2.
        boolean hasOtherScope() {
            return source.filter(ours -> scope(ours) == scope(destination)).isEmpty();
        }

        /// Rule 5.
        boolean hasOtherLabel() {
            return source.filter(
                            ours -> policy(ours).label() == policy(destination).label())
                    .isEmpty();
        }

        /// Rule 9, for IPv6 only: how IPv4 networks are numbered says nothing about what is near.
        int commonPrefix() {
            return destination instanceof Inet4Address
                    ? 0
                    : source.map(ours -> Math.min(64, commonBits(sixteen(ours), sixteen(destination))))
                            .orElse(0);
        }
    }

    /// RFC 6724 §3.1 and §3.2, as numbers of RFC 4291 §2.7: the smaller the nearer.
    private static int scope(InetAddress address) {
        if (address.isLoopbackAddress() || address.isLinkLocalAddress()) {
            return 2;
        }
        return address instanceof Inet6Address six && six.isSiteLocalAddress() ? 5 : 14;
    }

    private static Policy policy(InetAddress address) {
        byte[] bytes = sixteen(address);
        return POLICIES.stream().filter(each -> each.covers(bytes)).findFirst().orElseThrow();
    }

    private static Policy policy(String prefix, int bits, int precedence, int label) {
        return new Policy(InetAddress.ofLiteral(prefix), bits, precedence, label);
    }

    /// An IPv4 address as the mapped IPv6 address (RFC 4291 §2.5.5.2).
    private static byte[] sixteen(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 16) {
            return bytes;
        }
        byte[] mapped = new byte[16];
        Arrays.fill(mapped, 10, 12, (byte) 0xff);
        System.arraycopy(bytes, 0, mapped, 12, 4);
        return mapped;
    }

    private static int commonBits(byte[] one, byte[] other) {
        int at = Arrays.mismatch(one, other);
        return at < 0 ? 128 : at * 8 + Integer.numberOfLeadingZeros((one[at] ^ other[at]) & 0xff) - 24;
    }
}
