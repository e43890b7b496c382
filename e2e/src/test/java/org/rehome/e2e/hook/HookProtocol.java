package org.rehome.e2e.hook;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.rehome.e2e.peer.Server;

/// The whole protocol, on one ground: what every server's hook has to pass.
@TestInstance(Lifecycle.PER_CLASS)
abstract class HookProtocol {
    private final Server server;
    private @Nullable Ground ground;

    HookProtocol(Server server) {
        this.server = server;
    }

    @BeforeAll
    final void start() {
        ground = Ground.start(server);
    }

    @AfterAll
    final void remove() {
        ground().close();
    }

    final Ground ground() {
        return Objects.requireNonNull(ground);
    }

    @Nested
    class Handing_over extends HandoverConformance {
        Handing_over() {
            super(ground());
        }
    }

    @Nested
    class Keeping_until_acknowledged extends QueueConformance {
        Keeping_until_acknowledged() {
            super(ground());
        }
    }

    @Nested
    class Beside_its_own_federation extends FederationConformance {
        Beside_its_own_federation() {
            super(ground());
        }
    }

    @Nested
    class Users_elsewhere extends AwayConformance {
        Users_elsewhere() {
            super(ground());
        }
    }

    @Nested
    class Account_data extends AccountConformance {
        Account_data() {
            super(ground());
        }
    }

    @Nested
    class Presence extends PresenceConformance {
        Presence() {
            super(ground());
        }
    }

    @Nested
    class Trust extends TrustConformance {
        Trust() {
            super(ground());
        }
    }
}
