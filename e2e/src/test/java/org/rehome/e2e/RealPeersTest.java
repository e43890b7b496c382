package org.rehome.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rehome.e2e.conversation.Lane;
import org.rehome.e2e.conversation.Talk;
import org.rehome.e2e.dns.Zones;
import org.rehome.e2e.peer.Authority;
import org.rehome.e2e.peer.Client;
import org.rehome.e2e.peer.Peer;
import org.rehome.e2e.peer.Server;
import org.rehome.e2e.suite.LogsOfFailures;
import org.rehome.e2e.suite.Suite;

/// The six steps with stock servers, under a conversation. What is promised for links of the kind component
/// (docs/architecture.md): what the partner sends arrives complete, in order and once, also across the move;
/// what a user sends from one pool does too. Between what she sends from the old pool and from the new one no
/// order is promised.
@ExtendWith(LogsOfFailures.class)
class RealPeersTest {
    private static final String JULIA = "julia@partner.test";
    private static final String ALICE = "alice@example.test";
    private static final String BOB = "bob@example.test";
    private static final List<String> USERS = List.of(ALICE, BOB);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PACE = Duration.ofMillis(25);
    private static final int A_WHILE = 80;

    enum Roles {
        ejabberd_pool_to_Prosody_pool_with_a_Prosody_partner(Server.PROSODY, Server.EJABBERD, Server.PROSODY),
        Prosody_pool_to_ejabberd_pool_with_an_ejabberd_partner(Server.EJABBERD, Server.PROSODY, Server.EJABBERD);

        private final Server partner;
        private final Server oldPool;
        private final Server newPool;

        Roles(Server partner, Server oldPool, Server newPool) {
            this.partner = partner;
            this.oldPool = oldPool;
            this.newPool = newPool;
        }
    }

    private final Suite suite = Suite.start();
    private final Operator operator = new Operator(suite, "example.test", "partner.test");
    private final List<Client> clients = new ArrayList<>();

    @AfterEach
    void remove() {
        clients.forEach(Client::close);
        suite.close();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void a_conversation_goes_on_across_the_move_and_back(Roles roles) {
        var organisationAuthority = new Authority("organisation");
        var partnerAuthority = new Authority("partner");
        Peer oldPool = pool("legacy", roles.oldPool);
        Peer newPool = pool("new", roles.newPool);
        Peer partner = Peer.partner(
                suite,
                roles.partner,
                "partner-server",
                List.of(JULIA),
                partnerAuthority.forServer("partner.test"),
                organisationAuthority.pem());
        publishPartner(partner);
        Client julia = login(partner, JULIA);
        Client bob = login(oldPool, BOB);
        Client aliceBefore = login(oldPool, ALICE);
        Client aliceAfter = login(newPool, ALICE);

        operator.registerPool("legacy", "pool-legacy", oldPool, true);
        operator.registerPool("new", "pool-new", newPool, false);
        operator.importUsers("legacy", USERS);
        operator.admitEverybody();
        operator.certify(organisationAuthority.forBothSides("example.test"), partnerAuthority.pem());
        operator.enablePartner();
        assertThatNobodyIsReachableYet(julia);
        operator.cutOver();
        operator.awaitConfirming();
        julia.awaitPathTo(aliceBefore, PATIENCE);
        aliceBefore.awaitPathTo(julia, PATIENCE);

        var conversation = new Conversation(julia, bob, aliceBefore, aliceAfter);
        conversation.goOnForAWhile();
        // The old pool stalls, so that messages certainly arrive while alice is on her way.
        oldPool.freeze();
        String move = operator.startMove(ALICE, "new");
        operator.awaitMoving(ALICE);
        int sentBeforeMoving = conversation.juliaToAlice.sent();
        await().until(() -> conversation.juliaToAlice.sent() > sentBeforeMoving + 20);
        oldPool.thaw();
        operator.awaitMoved(move, ALICE, "new");
        conversation.aliceTalksFrom(aliceAfter, conversation.aliceAfterToJulia);
        conversation.goOnForAWhile();
        List<Integer> heldOrLater = conversation.juliaToAlice.numbers(bodies(aliceAfter));

        conversation.aliceIsAboutToReturn();
        operator.awaitMoved(operator.startReverse(move), ALICE, "legacy");
        conversation.aliceTalksFrom(aliceBefore, conversation.aliceBackToJulia);
        conversation.goOnForAWhile();
        conversation.end();

        conversation.assertComplete();
        assertThat(heldOrLater)
                .as("what arrived while alice was being moved was held for her new home")
                .contains(sentBeforeMoving + 2, sentBeforeMoving + 20);
    }

    private Peer pool(String name, Server server) {
        String secret = suite.setting("REHOME_LINK_SECRET_" + name.toUpperCase(Locale.ROOT));
        return Peer.pool(suite, server, "pool-" + name, USERS, secret, "partner.test");
    }

    private Client login(Peer server, String user) {
        Client client = server.login(user);
        clients.add(client);
        return client;
    }

    /// The partner's administrator publishes where it is.
    private void publishPartner(Peer partner) {
        new Zones(suite)
                .replace(
                        "partner.test",
                        "_xmpp-server._tcp.partner.test 5 SRV 10 0 5269 xmpp.partner.test.",
                        "xmpp.partner.test 5 A " + partner.address());
    }

    /// DNS opens the way in, and nothing before it.
    private static void assertThatNobodyIsReachableYet(Client julia) {
        julia.send(ALICE, "too-early", "too early");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(julia.received())
                .extracting(Client.Received::from, Client.Received::error)
                .contains(tuple(ALICE, "remote-server-not-found")));
    }

    private static List<String> bodies(Client client) {
        return client.received().stream().map(Client.Received::body).toList();
    }

    /// Who writes to whom while alice is moved: julia to alice and back, and both ways between julia and bob,
    /// who
    // stays.
    private static final class Conversation {
        final Lane juliaToAlice = new Lane("julia>alice");
        final Lane juliaToBob = new Lane("julia>bob");
        final Lane bobToJulia = new Lane("bob>julia");
        final Lane aliceBeforeToJulia = new Lane("alice@legacy>julia");
        final Lane aliceAfterToJulia = new Lane("alice@new>julia");
        final Lane aliceBackToJulia = new Lane("alice@legacy-again>julia");

        private final Client julia;
        private final Client bob;
        private final Client aliceBefore;
        private final Client aliceAfter;
        private final List<Talk> talks = new ArrayList<>();
        private Talk aliceTalks;
        private int arrivedBeforeReturn;

        Conversation(Client julia, Client bob, Client aliceBefore, Client aliceAfter) {
            this.julia = julia;
            this.bob = bob;
            this.aliceBefore = aliceBefore;
            this.aliceAfter = aliceAfter;
            talks.add(Talk.start(julia, ALICE, juliaToAlice, PACE));
            talks.add(Talk.start(julia, BOB, juliaToBob, PACE));
            talks.add(Talk.start(bob, JULIA, bobToJulia, PACE));
            aliceTalks = Talk.start(aliceBefore, JULIA, aliceBeforeToJulia, PACE);
        }

        void goOnForAWhile() {
            int alice = arrivedAtAlice().size();
            int bobs = juliaToBob.numbers(bodies(bob)).size();
            int julias = julia.received().size();
            await().atMost(PATIENCE)
                    .until(() -> arrivedAtAlice().size() > alice + A_WHILE
                            && juliaToBob.numbers(bodies(bob)).size() > bobs + A_WHILE
                            && julia.received().size() > julias + 2 * A_WHILE);
        }

        /// Until now she has written from the other pool, also while she was moved and after it.
        void aliceTalksFrom(Client client, Lane lane) {
            aliceTalks.stop();
            aliceTalks = Talk.start(client, JULIA, lane, PACE);
        }

        /// What arrives at her old pool from now on comes after what arrived at the new one.
        void aliceIsAboutToReturn() {
            arrivedBeforeReturn = juliaToAlice.numbers(bodies(aliceBefore)).size();
        }

        void end() {
            talks.forEach(Talk::stop);
            aliceTalks.stop();
        }

        /// One sequence, also across the moves: at the old pool, at the new one, at the old one again.
        private List<Integer> arrivedAtAlice() {
            List<Integer> before = juliaToAlice.numbers(bodies(aliceBefore));
            int mark = arrivedBeforeReturn == 0 ? before.size() : arrivedBeforeReturn;
            List<Integer> arrived = new ArrayList<>(before.subList(0, mark));
            arrived.addAll(juliaToAlice.numbers(bodies(aliceAfter)));
            arrived.addAll(before.subList(mark, before.size()));
            return arrived;
        }

        void assertComplete() {
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(juliaToAlice.anomalies(arrivedAtAlice())).isEmpty();
                assertThat(juliaToBob.anomalies(juliaToBob.numbers(bodies(bob))))
                        .isEmpty();
                for (Lane lane : List.of(bobToJulia, aliceBeforeToJulia, aliceAfterToJulia, aliceBackToJulia)) {
                    assertThat(lane.anomalies(lane.numbers(bodies(julia)))).isEmpty();
                }
            });
            assertThat(juliaToAlice.numbers(bodies(aliceBefore))).isNotEmpty();
            assertThat(juliaToAlice.numbers(bodies(aliceAfter))).isNotEmpty();
            for (Client client : List.of(bob, aliceBefore, aliceAfter)) {
                assertThat(client.received()).extracting(Client.Received::error).containsOnly("");
            }
        }
    }
}
