package org.rehome.e2e.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.rehome.e2e.peer.Server;

/// The hook for ejabberd.
class EjabberdHookTest {
    private static @Nullable Ground ground;

    @BeforeAll
    static void start() {
        ground = Ground.start(Server.EJABBERD);
    }

    @AfterAll
    static void remove() {
        ground().close();
    }

    private static Ground ground() {
        return Objects.requireNonNull(ground);
    }

    @Test
    void the_queue_passes_the_tests_that_need_no_server() {
        assertThat(ground().run("bash /hook/build.sh test /tmp/hook-test")).contains("tests passed");
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
    class Trust extends TrustConformance {
        Trust() {
            super(ground());
        }
    }
}
