package org.rehome.directory.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.csv.Flaws.Flaw;
import org.rehome.contracts.event.UserEvent.UserHomed;
import org.rehome.contracts.event.UserEvent.UserMoving;
import org.rehome.directory.TestDirectory;
import org.rehome.directory.TestDirectory.Waiting;
import org.rehome.directory.move.Passage;
import org.rehome.directory.policy.EffectivePolicy.Scope;
import org.rehome.directory.policy.Policy;
import org.rehome.directory.policy.PolicyId;
import org.rehome.directory.user.Selection;
import org.rehome.directory.user.User;
import org.rehome.directory.user.UserFile;

@DisplayName("Users in the store")
class UserStoreTest {
    private static final Jid ALICE = Jid.parse("alice@example.test");
    private static final Jid BOB = Jid.parse("bob@example.test");

    TestDirectory directory;
    PoolName old;
    PoolName newer;

    @BeforeEach
    void open(@TempDir Path folder) {
        directory = TestDirectory.in(folder);
        old = directory.pool("old");
        newer = directory.pool("new");
        directory.takeOutbox();
    }

    @AfterEach
    void close() {
        directory.close();
    }

    @Test
    @DisplayName("are created at epoch 1, and publish the same epoch again when their policy changes")
    void createdAndGranted() {
        PolicyId.Named staff = directory.policy("staff");
        directory.takeOutbox();
        assertThat(directory.users.put(ALICE, old, null, IfMatch.ANY)).isInstanceOf(Outcome.Created.class);
        assertThat(directory.users.put(ALICE, old, null, IfMatch.ANY)).isInstanceOf(Outcome.Unchanged.class);
        assertThat(directory.users.put(ALICE, old, staff, IfMatch.ANY)).isInstanceOf(Outcome.Changed.class);
        assertThat(directory.takeEvents())
                .containsExactly(new UserHomed(ALICE, old, 1, null), new UserHomed(ALICE, old, 1, "staff"));
        assertThat(directory.users.find(ALICE)).map(User::version).contains(2L);
    }

    @Test
    @DisplayName("are refused on an unknown pool, in a domain that the pool does not serve, with an unknown policy")
    void refused() {
        assertThat(precondition(directory.users.put(ALICE, new PoolName("gone"), null, IfMatch.ANY)))
                .isEqualTo("pool");
        assertThat(precondition(directory.users.put(Jid.parse("a@other.test"), old, null, IfMatch.ANY)))
                .isEqualTo("domain");
        assertThat(precondition(directory.users.put(ALICE, old, new PolicyId.Named("none"), IfMatch.ANY)))
                .isEqualTo("policy");
        assertThat(directory.takeOutbox()).isEmpty();
    }

    @Test
    @DisplayName("are not moved by a write that names another pool")
    void notMovedByPut() {
        directory.user("alice@example.test", old);
        assertThat(directory.users.put(ALICE, newer, null, IfMatch.ANY))
                .isInstanceOfSatisfying(Outcome.Conflict.class, conflict -> assertThat(conflict.reason())
                        .contains("lives on pool \"old\"")
                        .contains("POST /moves"));
    }

    @Test
    @DisplayName("are removed with a tombstone, but not while they move")
    void removed() {
        directory.user("alice@example.test", old);
        String move = begin(new Selection.Everybody());
        List<Passage> left = directory.leave(move);
        assertThat(directory.users.remove(ALICE, IfMatch.ANY)).isInstanceOf(Outcome.Conflict.class);
        directory.arrivals.putBack(Map.of(left.getFirst(), "test"));
        directory.takeOutbox();
        assertThat(directory.users.remove(ALICE, IfMatch.ANY)).isInstanceOf(Outcome.Removed.class);
        assertThat(directory.takeOutbox()).singleElement().satisfies(waiting -> {
            assertThat(waiting.topic()).isEqualTo("users");
            assertThat(waiting.key()).isEqualTo("alice@example.test");
            assertThat(waiting.event()).isNull();
        });
    }

    @Test
    @DisplayName("who move keep their epoch when their policy changes")
    void grantedWhileMoving() {
        PolicyId.Named staff = directory.policy("staff");
        directory.user("alice@example.test", old);
        String move = begin(new Selection.Everybody());
        assertThat(directory.leave(move)).hasSize(1);
        directory.takeOutbox();
        directory.grants.grant(staff, new Selection.Users(List.of(ALICE)));
        assertThat(directory.takeEvents()).containsExactly(new UserMoving(ALICE, old, newer, 2, move, "staff"));
    }

    @Test
    @DisplayName("are checked against the expected version inside the transaction")
    void ifMatch() {
        directory.user("alice@example.test", old);
        PolicyId.Named staff = directory.policy("staff");
        directory.takeOutbox();
        IfMatch two = version -> {
            if (version != 2) {
                throw new IllegalStateException("version is " + version);
            }
        };
        assertThatThrownBy(() -> directory.users.put(ALICE, old, staff, two)).hasMessage("version is 1");
        assertThatThrownBy(() -> directory.users.remove(ALICE, two)).hasMessage("version is 1");
        assertThatThrownBy(() -> directory.users.put(BOB, old, staff, two)).hasMessage("version is 0");
        assertThat(directory.takeOutbox()).isEmpty();
    }

    @Test
    @DisplayName("have the nearest policy")
    void effectivePolicy() {
        directory.user("alice@example.test", old);
        assertThat(scope()).isEqualTo(Scope.GLOBAL);
        directory.policies.put(new PolicyId.OfPool(old), Policy.Settings.DEFAULTS, IfMatch.ANY);
        assertThat(scope()).isEqualTo(Scope.POOL);
        directory.grants.grant(directory.policy("staff"), new Selection.OfPool(old));
        assertThat(scope()).isEqualTo(Scope.USER);
        assertThat(directory.users.effectivePolicy(BOB)).isEmpty();
    }

    @Test
    @DisplayName("are granted a policy by list, by pool and all at once, more than one statement takes")
    void grants() throws Exception {
        StringBuilder csv = new StringBuilder("jid,pool\n");
        for (int i = 0; i < 1200; i++) {
            csv.append("user")
                    .append(i)
                    .append("@example.test,")
                    .append(i < 700 ? "old" : "new")
                    .append('\n');
        }
        importFile(csv.toString());
        PolicyId.Named staff = directory.policy("staff");
        directory.takeOutbox();
        assertThat(directory.grants.grant(staff, new Selection.OfPool(old)))
                .isEqualTo(new Outcome.Changed<>(new Grants.Granted(700, 0)));
        assertThat(directory.grants.grant(staff, new Selection.Everybody()))
                .isEqualTo(new Outcome.Changed<>(new Grants.Granted(500, 700)));
        assertThat(directory.takeEvents()).hasSize(1200);
        assertThat(directory.grants.grant(staff, new Selection.Users(List.of(ALICE, BOB))))
                .isInstanceOfSatisfying(Outcome.Unmet.class, unmet -> assertThat(unmet.reason())
                        .contains("[alice@example.test, bob@example.test]"));
        assertThat(directory.grants.grant(new PolicyId.Named("none"), new Selection.Everybody()))
                .isInstanceOf(Outcome.Missing.class);
    }

    @Test
    @DisplayName("are imported all at once, in the order of the file; the same file again changes nothing")
    void imported() throws Exception {
        String csv = "jid,pool\nbob@example.test,old\nalice@example.test,new\n";
        assertThat(importFile(csv)).isEqualTo(new UserImport.Result.Imported(2, 0));
        assertThat(directory.takeEvents())
                .containsExactly(new UserHomed(BOB, old, 1, null), new UserHomed(ALICE, newer, 1, null));
        assertThat(importFile(csv)).isEqualTo(new UserImport.Result.Imported(0, 2));
        assertThat(directory.takeOutbox()).isEmpty();
    }

    @Test
    @DisplayName("keep their policies in an import without them, and get those of one with them")
    void importedPolicies() throws Exception {
        directory.policy("staff");
        importFile("jid,pool,policy\nalice@example.test,old,staff\n");
        directory.takeOutbox();
        assertThat(importFile("jid,pool\nalice@example.test,old\n")).isEqualTo(new UserImport.Result.Imported(0, 1));
        assertThat(importFile("jid,pool,policy\nalice@example.test,old,\n"))
                .isEqualTo(new UserImport.Result.Imported(1, 0));
        assertThat(directory.takeEvents()).containsExactly(new UserHomed(ALICE, old, 1, null));
    }

    @Test
    @DisplayName("are imported not at all when one line is wrong; every bad line is told")
    void badImport() throws Exception {
        directory.user("alice@example.test", old);
        directory.takeOutbox();
        UserImport.Result result = importFile("""
            jid,pool,policy
            good@example.test,old,
            nobody,old,
            alice@example.test,new,
            carol@other.test,old,
            dave@example.test,gone,
            erin@example.test,old,none
            """);
        assertThat(result).isInstanceOfSatisfying(UserImport.Result.Refused.class, refused -> {
            assertThat(refused.flaws().listed()).extracting(Flaw::line).containsExactly(3, 4, 5, 6, 7);
            assertThat(refused.flaws().listed())
                    .extracting(Flaw::field)
                    .containsExactly("jid", "pool", "jid", "pool", "policy");
        });
        assertThat(directory.takeOutbox()).isEmpty();
        assertThat(directory.users.list(null, null, 10)).hasSize(1);
    }

    @Test
    @DisplayName("are listed by pages, all or those of a pool")
    void pages() throws Exception {
        importFile("jid,pool\nc@example.test,old\na@example.test,old\nb@example.test,new\n");
        assertThat(jids(directory.users.list(null, null, 2))).containsExactly("a@example.test", "b@example.test");
        assertThat(jids(directory.users.list(null, "b@example.test", 2))).containsExactly("c@example.test");
        assertThat(jids(directory.users.list(old, null, 5))).containsExactly("a@example.test", "c@example.test");
    }

    @Test
    @DisplayName("tell of each change once, each event with an id of its own")
    void outbox() {
        directory.user("alice@example.test", old);
        directory.user("bob@example.test", old);
        assertThat(directory.takeOutbox())
                .extracting(Waiting::id)
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    private UserImport.Result importFile(String csv) throws Exception {
        return directory.imports.run(UserFile.read(new StringReader(csv)));
    }

    private String begin(Selection selection) {
        return directory.begin(selection, newer);
    }

    private Scope scope() {
        return directory.users.effectivePolicy(ALICE).orElseThrow().scope();
    }

    private static List<String> jids(List<User> users) {
        return users.stream().map(user -> user.jid().toString()).toList();
    }

    private static String precondition(Outcome<?> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Unmet.class);
        return ((Outcome.Unmet<?>) outcome).precondition();
    }
}
