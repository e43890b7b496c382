package org.rehome.directory.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@DisplayName("/users and /policies")
class UsersResourceTest extends ApiTest {

    @BeforeEach
    void registerPools() {
        register("legacy", "example.test");
        register("new", "example.test");
    }

    @Test
    @DisplayName("create a user with a prepared address, answer the same for the same again, and read her")
    void create() {
        putUser("Alice@Example.TEST", "{\"pool\":\"legacy\",\"policy\":null}")
                .statusCode(201)
                .header("Location", endsWith("/users/alice@example.test"))
                .header("ETag", "\"1\"")
                .body("jid", equalTo("alice@example.test"))
                .body("pool", equalTo("legacy"))
                .body("epoch", equalTo(1))
                .body("state", equalTo("homed"))
                .body("policy", nullValue());
        putUser("alice@example.test", "{\"pool\":\"legacy\"}").statusCode(200).header("ETag", "\"1\"");
        given().get("/users/alice@example.test").then().statusCode(200).header("ETag", "\"1\"");
        given().get("/users/bob@example.test")
                .then()
                .statusCode(404)
                .body("detail", containsString("bob@example.test"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"example.test", "alice@example.test/desk", "al ice@example.test", "@example.test", "a@-b.test"})
    @DisplayName("refuse a malformed address, naming the field")
    void malformedJid(String jid) {
        putUser(jid, "{\"pool\":\"legacy\"}")
                .statusCode(400)
                .contentType("application/problem+json")
                .body("field", equalTo("jid"));
    }

    @Test
    @DisplayName("refuse an unknown pool, a domain that the pool does not serve, and an unknown policy")
    void preconditions() {
        putUser("alice@example.test", "{\"pool\":\"none\"}").statusCode(422).body("precondition", equalTo("pool"));
        putUser("alice@other.test", "{\"pool\":\"legacy\"}").statusCode(422).body("precondition", equalTo("domain"));
        putUser("alice@example.test", "{\"pool\":\"legacy\",\"policy\":\"none\"}")
                .statusCode(422)
                .body("precondition", equalTo("policy"));
        putUser("alice@example.test", "{}").statusCode(400).body("field", equalTo("pool"));
    }

    @Test
    @DisplayName("do not move a user by writing another pool")
    void notMoved() {
        create("alice@example.test", "legacy");
        putUser("alice@example.test", "{\"pool\":\"new\"}")
                .statusCode(409)
                .body("detail", containsString("POST /moves"));
    }

    @Test
    @DisplayName("refuse a change of another version than If-Match names")
    void ifMatch() {
        create("alice@example.test", "legacy");
        policy("staff", true, true);
        json().header("If-Match", "\"2\"")
                .body("{\"pool\":\"legacy\",\"policy\":\"staff\"}")
                .put("/users/alice@example.test")
                .then()
                .statusCode(409)
                .body("currentVersion", equalTo(1));
        json().header("If-Match", "\"1\"")
                .body("{\"pool\":\"legacy\",\"policy\":\"staff\"}")
                .put("/users/alice@example.test")
                .then()
                .statusCode(200)
                .body("epoch", equalTo(1))
                .body("version", equalTo(2));
        given().header("If-Match", "\"1\"")
                .delete("/users/alice@example.test")
                .then()
                .statusCode(409);
        given().delete("/users/alice@example.test").then().statusCode(204);
        given().delete("/users/alice@example.test").then().statusCode(404);
    }

    @Test
    @DisplayName("list by pages, all or those of a pool")
    void pages() {
        create("a@example.test", "legacy");
        create("b@example.test", "new");
        create("c@example.test", "legacy");
        given().get("/users?limit=2")
                .then()
                .body("items.jid", contains("a@example.test", "b@example.test"))
                .body("next", equalTo("b@example.test"));
        given().get("/users?limit=2&after=b@example.test")
                .then()
                .body("items.jid", contains("c@example.test"))
                .body("next", nullValue());
        given().get("/users?pool=legacy").then().body("items.jid", contains("a@example.test", "c@example.test"));
        given().get("/users?limit=1001").then().statusCode(400).body("field", equalTo("limit"));
        given().get("/users?limit=x").then().statusCode(404);
    }

    @Test
    @DisplayName("tell the effective policy and where it comes from: user over pool over global")
    void effectivePolicy() {
        create("alice@example.test", "legacy");
        effective("global", "global", false);
        policy("global", true, true);
        effective("global", "global", true);
        policy("pool:legacy", true, false);
        effective("pool", "pool:legacy", false);
        policy("staff", true, true);
        json().body("{\"users\":[\"alice@example.test\"]}")
                .post("/policies/staff/grant")
                .then()
                .statusCode(200)
                .body("changed", equalTo(1));
        effective("user", "staff", true);
        given().delete("/policies/staff").then().statusCode(409).body("detail", containsString("1 users"));
        json().body("{\"all\":true}").post("/policies/staff/revoke").then().body("changed", equalTo(1));
        given().delete("/policies/staff").then().statusCode(204);
        given().delete("/policies/pool:legacy").then().statusCode(204);
        given().delete("/policies/global").then().statusCode(200).body("enableXmppAccess", equalTo(false));
        effective("global", "global", false);
        given().get("/policies").then().body("items.policy", contains("global"));
    }

    @Test
    @DisplayName("refuse a grant to unknown users, of unknown policies, of policies that apply by themselves")
    void badGrants() {
        policy("staff", true, true);
        json().body("{\"users\":[\"none@example.test\"]}")
                .post("/policies/staff/grant")
                .then()
                .statusCode(422)
                .body("precondition", equalTo("users"))
                .body("detail", containsString("none@example.test"));
        json().body("{\"all\":true}").post("/policies/none/grant").then().statusCode(404);
        json().body("{\"all\":true}").post("/policies/global/grant").then().statusCode(400);
        json().body("{}").post("/policies/staff/grant").then().statusCode(400);
        json().body("{\"all\":true,\"pool\":\"legacy\"}")
                .post("/policies/staff/grant")
                .then()
                .statusCode(400)
                .body("detail", containsString("exactly one"));
        json().body("{}").put("/policies/a b").then().statusCode(400).body("field", equalTo("id"));
        json().body("{}").put("/policies/pool:none").then().statusCode(422).body("precondition", equalTo("pool"));
    }

    @Test
    @DisplayName("import CSV, and the same again without change")
    void importUsers() {
        String csv = "jid,pool\r\n\"alice@example.test\",legacy\r\nbob@example.test,new\r\n";
        importCsv(csv).statusCode(200).body("imported", equalTo(2)).body("unchanged", equalTo(0));
        importCsv(csv).statusCode(200).body("imported", equalTo(0)).body("unchanged", equalTo(2));
        given().get("/users/bob@example.test").then().body("pool", equalTo("new"));
    }

    @Test
    @DisplayName("import nothing of a bad CSV and tell every bad line with its field and reason")
    void badImport() {
        create("carol@example.test", "legacy");
        importCsv("""
                jid,pool
                alice@example.test,legacy
                nobody,legacy
                Alice@example.test,new
                carol@example.test,new
                dave@example.test,none
                """)
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", containsString("4 errors"))
                .body("detail", containsString("nothing was imported"))
                .body("errors.line", contains(3, 4, 5, 6))
                .body("errors.field", contains("jid", "jid", "pool", "pool"))
                .body("errors[1].reason", containsString("duplicate user"))
                .body("errors[2].reason", containsString("lives on pool \"legacy\""));
        given().get("/users").then().body("items", hasSize(1));
    }

    @Test
    @DisplayName("refuse a CSV without header, one that is too large, and one that is not CSV")
    void notAnImport() {
        importCsv("").statusCode(400).body("errors[0].line", equalTo(1));
        importCsv("jid,pool\n" + "alice@example.test,legacy\n".repeat(5000))
                .statusCode(400)
                .body("field", equalTo("body"))
                .body("detail", containsString("larger than 100000 bytes"));
        json().body("{}").post("/users/import").then().statusCode(415);
        given().get("/users").then().body("items", hasSize(0));
    }

    @Test
    @DisplayName("list a thousand errors of a CSV and count them all")
    void manyErrors() {
        importCsv("jid,pool\n" + "x,y\n".repeat(1500))
                .statusCode(400)
                .body("detail", containsString("1500 errors"))
                .body("detail", containsString("first 1000"))
                .body("errors", hasSize(1000));
    }

    private static void policy(String id, boolean federation, boolean xmpp) {
        json().body("{\"enableFederationAccess\":" + federation + ",\"enableXmppAccess\":" + xmpp + "}")
                .put("/policies/{id}", id)
                .then()
                .statusCode(org.hamcrest.Matchers.oneOf(200, 201));
    }

    private static void effective(String scope, String policy, boolean admits) {
        given().get("/users/alice@example.test/policy")
                .then()
                .statusCode(200)
                .body("scope", equalTo(scope))
                .body("policy", equalTo(policy))
                .body("admitsXmpp", equalTo(admits));
    }
}
