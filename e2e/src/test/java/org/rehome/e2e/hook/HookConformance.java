package org.rehome.e2e.hook;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jivesoftware.smack.SmackException;
import org.jivesoftware.smack.XMPPException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rehome.e2e.peer.User;
import org.rehome.e2e.suite.LogsOfFailures;

/// What the tests of a hook share. Each part of the protocol is a class of its own; a server's test nests them
/// all and gives each the same ground.
@ExtendWith(LogsOfFailures.class)
abstract class HookConformance {
    final Ground ground;
    private final List<AutoCloseable> opened = Collections.synchronizedList(new ArrayList<>());

    HookConformance(Ground ground) {
        this.ground = ground;
    }

    final User login(String user) throws SmackException, XMPPException {
        return kept(ground.login(user));
    }

    final User newUser() throws SmackException, XMPPException {
        return login(ground.newUser());
    }

    final User julia() throws SmackException, XMPPException {
        return kept(ground.julia());
    }

    /// A connected gateway that has not said hello.
    final Gateway connect(String name) {
        return kept(ground.connect(name));
    }

    final <T extends AutoCloseable> T kept(T each) {
        opened.add(each);
        return each;
    }

    /// Every test ends with nothing held by the hook, and all at an end.
    @AfterEach
    final void leaveNothingBehind() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        try (Gateway last = connectAgain()) {
            String queue = last.hello("all");
            int before;
            do {
                before = last.handovers().size();
                last.ackAll(queue);
            } while (last.handovers().size() > before);
        }
    }

    /// The server may not have seen yet that the earlier stream of that name has ended.
    private Gateway connectAgain() {
        return Reconnection.to(ground, Ground.FIRST);
    }
}
