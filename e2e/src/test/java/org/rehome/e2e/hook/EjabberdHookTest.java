package org.rehome.e2e.hook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.rehome.e2e.peer.Server;

/// The hook for ejabberd.
class EjabberdHookTest extends HookProtocol {
    EjabberdHookTest() {
        super(Server.EJABBERD);
    }

    @Test
    void the_queue_passes_the_tests_that_need_no_server() {
        assertThat(ground().run("bash /hook/build.sh test /tmp/hook-test")).contains("tests passed");
    }
}
