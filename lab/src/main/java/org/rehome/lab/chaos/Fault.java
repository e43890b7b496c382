package org.rehome.lab.chaos;

import java.time.Duration;

/// Something that goes wrong around a suite, and what that may excuse.
public sealed interface Fault {
    /// A process is killed as `kill -9` does, and started again.
    record Kill(SuiteProcess process) implements Fault {}

    /// A process stands still (SIGSTOP) and goes on (SIGCONT) without knowing that it did not run.
    record Freeze(SuiteProcess process, Duration lasting) implements Fault {
        public Freeze {
            positive(lasting);
        }
    }

    /// A pool's server is killed and comes back.
    record PoolAway(String pool, Duration lasting) implements Fault {
        public PoolAway {
            positive(lasting);
        }
    }

    /// A partner's server is killed and comes back.
    record PartnerAway(String partner, Duration lasting) implements Fault {
        public PartnerAway {
            positive(lasting);
        }
    }

    /// A pool keeps its connections and reads nothing.
    record PoolStall(String pool, Duration lasting) implements Fault {
        public PoolStall {
            positive(lasting);
        }
    }

    /// A partner keeps its connections and reads nothing.
    record PartnerStall(String partner, Duration lasting) implements Fault {
        public PartnerStall {
            positive(lasting);
        }
    }

    /// A pool's connections are reset in the middle of a stanza.
    record PoolReset(String pool) implements Fault {}

    /// A partner's connections are reset in the middle of a stanza.
    record PartnerReset(String partner) implements Fault {}

    private static void positive(Duration lasting) {
        if (!lasting.isPositive()) {
            throw new IllegalArgumentException("a fault lasts for a time, not " + lasting);
        }
    }

    /// As reports count it.
    default String kind() {
        return switch (this) {
            case Kill kill -> "kill-" + kill.process().word();
            case Freeze freeze -> "freeze-" + freeze.process().word();
            case PoolAway _ -> "pool-away";
            case PartnerAway _ -> "partner-away";
            case PoolStall _ -> "pool-stall";
            case PartnerStall _ -> "partner-stall";
            case PoolReset _ -> "pool-reset";
            case PartnerReset _ -> "partner-reset";
        };
    }

    /// In words, for who watches.
    default String describe() {
        return switch (this) {
            case Kill _ -> kind();
            case Freeze freeze -> kind() + lasting(freeze.lasting());
            case PoolAway away -> kind() + " " + away.pool() + lasting(away.lasting());
            case PartnerAway away -> kind() + " " + away.partner() + lasting(away.lasting());
            case PoolStall stall -> kind() + " " + stall.pool() + lasting(stall.lasting());
            case PartnerStall stall -> kind() + " " + stall.partner() + lasting(stall.lasting());
            case PoolReset reset -> kind() + " " + reset.pool();
            case PartnerReset reset -> kind() + " " + reset.partner();
        };
    }

    private static String lasting(Duration time) {
        return " for " + time.toMillis() + " ms";
    }

    /// Whether it may end the stream that a message of this way is written to by its sender's server, and with it what
    /// was written there and not accepted yet.
    default boolean endsSendersStream(Way way) {
        boolean inbound = way == Way.INBOUND;
        return switch (this) {
            case Kill(SuiteProcess process) -> takesPartInAccepting(process, inbound);
            case Freeze freeze -> takesPartInAccepting(freeze.process(), inbound);
            case PoolAway _, PoolReset _, PoolStall _ -> !inbound;
            case PartnerAway _, PartnerReset _, PartnerStall _ -> inbound;
        };
    }

    private static boolean takesPartInAccepting(SuiteProcess process, boolean inbound) {
        return switch (process) {
            case EDGE, EDGE_2 -> inbound;
            case GATEWAY, GATEWAY_2 -> !inbound;
            // a stream whose stanzas cannot be made durable is closed before any later ones are taken
            case BROKER -> true;
            case DIRECTORY -> false;
        };
    }

    /// Whether it may leave it uncertain that a message of this way was delivered, so that it is sent once more.
    default boolean leavesUncertain(Way way) {
        boolean inbound = way == Way.INBOUND;
        return switch (this) {
            case Kill(SuiteProcess process) -> takesPartInDelivering(process, inbound);
            case Freeze freeze -> takesPartInDelivering(freeze.process(), inbound);
            case PoolAway _, PoolReset _, PoolStall _ -> inbound;
            case PartnerAway _, PartnerReset _, PartnerStall _ -> !inbound;
        };
    }

    private static boolean takesPartInDelivering(SuiteProcess process, boolean inbound) {
        return switch (process) {
            // a partner's answer to the edge's ping comes on the partner's own stream, which the edge takes too
            case EDGE, EDGE_2 -> !inbound;
            case GATEWAY, GATEWAY_2 -> inbound;
            case BROKER -> true;
            case DIRECTORY -> false;
        };
    }
}
