package org.rehome.benchmark.load;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Map;

/// What a generator is told to do.
///
/// @param partner the domain that it sends as
/// @param domain the domain that it sends to, and takes messages out of
/// @param s2sPort where that domain's server takes streams, on 127.0.0.1
/// @param identity file of the partner's key and certificate, PKCS#12
/// @param identityPassword of that file
/// @param side how the messages come out
/// @param processes the server's, by name
/// @param load how much
public record Job(
        String partner,
        String domain,
        int s2sPort,
        String identity,
        String identityPassword,
        Side side,
        Map<String, Long> processes,
        Load load) {
    public Job {
        requirePort(s2sPort);
        processes = Map.copyOf(processes);
        if (processes.isEmpty()) {
            throw new IllegalArgumentException("no process of the server is known");
        }
    }

    /// The user of the domain to whom a lane's messages go.
    public static String user(String domain, int lane) {
        return "user%03d@%s".formatted(lane, domain);
    }

    private static void requirePort(int number) {
        if (number < 1 || number > 65535) {
            throw new IllegalArgumentException("not a port: " + number);
        }
    }

    /// Which end of the component stream (XEP-0114) the generator has.
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "end")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Side.Component.class, name = "component"),
        @JsonSubTypes.Type(value = Side.Pool.class, name = "pool")
    })
    public sealed interface Side {
        /// It is a component of the server, whose name is the domain.
        record Component(int port, String secret) implements Side {
            public Component {
                requirePort(port);
            }
        }

        /// It is the server to which the other connects as a component: the pool of a gateway.
        record Pool(int port, String secret) implements Side {
            public Pool {
                requirePort(port);
            }
        }
    }

    /// How much work, and for how long.
    ///
    /// @param lanes pairs of a sender and a recipient
    /// @param outstanding messages under way at most, at saturation
    /// @param warmUpSeconds at saturation before it is measured
    /// @param seconds that are measured, at saturation and at the rate each
    /// @param rate messages per second for the latencies
    /// @param perRecord messages in one TLS record at saturation, if so many are due
    public record Load(int lanes, int outstanding, int warmUpSeconds, int seconds, int rate, int perRecord) {
        /// What the published figures are measured with.
        public static final Load STANDARD = new Load(64, 16_000, 40, 20, 1_000, Sender.BATCH);

        public Load {
            within("lanes", lanes, 1, Marker.MOST_LANES);
            within("outstanding", outstanding, Sender.BATCH, 1_000_000);
            within("warm-up seconds", warmUpSeconds, 0, 600);
            within("seconds", seconds, 1, 600);
            within("rate", rate, 1, 100_000);
            within("messages per record", perRecord, 1, Sender.BATCH);
        }

        private static void within(String what, int value, int least, int most) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(what + ": from " + least + " to " + most + ", not " + value);
            }
        }
    }
}
