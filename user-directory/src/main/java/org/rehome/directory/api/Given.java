package org.rehome.directory.api;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.directory.user.Selection;
import org.rehome.directory.user.User;
import org.rehome.rest.Problem;

/// Reads what a request gives; every refusal is a problem that names the field.
final class Given {

    private Given() {}

    static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw Problem.badRequest(field, "is missing");
        }
        return value;
    }

    static String text(String field, @Nullable String value) {
        String given = required(field, value);
        if (given.isBlank()) {
            throw Problem.badRequest(field, "is empty");
        }
        return given;
    }

    static int port(String field, @Nullable Integer value) {
        int port = required(field, value);
        if (port < 1 || port > 65_535) {
            throw Problem.badRequest(field, port + " is not from 1 to 65535");
        }
        return port;
    }

    static int positive(String field, int value) {
        if (value < 1) {
            throw Problem.badRequest(field, value + " is not 1 or more");
        }
        return value;
    }

    /// @param parse throws an IllegalArgumentException, with the reason, when the text is none
    static <A, T> T parsed(String field, A given, Function<A, T> parse) {
        try {
            return parse.apply(given);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(field, String.valueOf(e.getMessage()));
        }
    }

    static PoolName pool(String field, @Nullable String value) {
        return parsed(field, required(field, value), PoolName::new);
    }

    static Jid user(String field, String value) {
        return parsed(field, value, text -> User.account(Jid.parse(text)));
    }

    /// Exactly one of three ways to say whom a step is about.
    ///
    /// @param poolField how the member with the pool is called
    static Selection selection(
            @Nullable List<@Nullable String> users, String poolField, @Nullable String pool, @Nullable Boolean all) {
        boolean everybody = Boolean.TRUE.equals(all);
        if (Stream.of(users != null, pool != null, everybody)
                        .filter(given -> given)
                        .count()
                != 1) {
            throw Problem.badRequest("users", "give exactly one of users, " + poolField + " and all: true");
        }
        if (users != null) {
            return new Selection.Users(users(users));
        }
        return pool == null ? new Selection.Everybody() : new Selection.OfPool(pool(poolField, pool));
    }

    private static List<Jid> users(List<@Nullable String> given) {
        if (given.isEmpty()) {
            throw Problem.badRequest("users", "is empty");
        }
        List<Jid> users = new ArrayList<>(given.size());
        Set<Jid> seen = new HashSet<>();
        for (int i = 0; i < given.size(); i++) {
            String field = "users[" + i + "]";
            Jid user = user(field, required(field, given.get(i)));
            if (!seen.add(user)) {
                throw Problem.badRequest(field, "duplicate user: " + user + " is listed twice");
            }
            users.add(user);
        }
        return users;
    }
}
