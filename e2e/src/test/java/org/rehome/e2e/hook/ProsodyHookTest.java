package org.rehome.e2e.hook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.rehome.e2e.peer.Server;

/// The hook for Prosody.
class ProsodyHookTest extends HookProtocol {
    ProsodyHookTest() {
        super(Server.PROSODY);
    }

    @Test
    void the_queue_passes_the_tests_that_need_no_server() {
        assertThat(ground().run("cd /hook && lua5.4 test/queue_test.lua")).contains("nothing is lost");
    }
}
