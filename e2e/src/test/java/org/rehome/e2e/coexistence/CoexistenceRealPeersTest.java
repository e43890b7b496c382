package org.rehome.e2e.coexistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rehome.e2e.peer.Server;
import org.rehome.e2e.suite.LogsOfFailures;
import org.rehome.e2e.suite.Project;

/// Old and new gateway serve one domain, with real servers: every kind of stanza, in both directions, in
/// every state of users and partners. What was seen is in `target/coexistence-table.md`.
@ExtendWith(LogsOfFailures.class)
class CoexistenceRealPeersTest {
    private static final Path REPORT = Project.root().resolve("e2e/target/coexistence-table.md");

    enum Roles {
        ejabberd_is_left_for_Prosody(Server.EJABBERD, Server.PROSODY),
        Prosody_is_left_for_ejabberd(Server.PROSODY, Server.EJABBERD);

        private final Server oldServer;
        private final Server newServer;

        Roles(Server oldServer, Server newServer) {
            this.oldServer = oldServer;
            this.newServer = newServer;
        }
    }

    @BeforeAll
    static void beginTheReport() throws IOException {
        Files.deleteIfExists(REPORT);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void everybody_talks_with_everybody_in_every_state(Roles roles) {
        var table = new StateTable(roles.name().replace('_', ' '));
        try (var coexistence = new Coexistence(roles.oldServer, roles.newServer, table)) {
            coexistence.meet();
            coexistence.goThroughAllStates();
            coexistence.assertNothingDoubledOrReturned();
        } finally {
            table.write(REPORT);
        }
        assertThat(table.failures()).isEmpty();
    }
}
