package org.rehome.directory.move;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What becomes of a user's account data when her lane is quiet, before she is homed on the new pool.
public sealed interface Transfer {

    /// Nothing, besides what hooks of pools bring over.
    record None() implements Transfer {}

    /// Nothing needs to be done: the pools share it, or somebody else sees to it.
    record Shared() implements Transfer {}

    /// A hook is called for each user and brings it over.
    ///
    /// @param url `http` or `https`
    /// @param token sent as a bearer token; null for none
    /// @param atOnce for how many users at one time; no more users are on their way then
    /// @param limit how long one call may take
    /// @param attempts how often it is called for one user before she is put back
    record Http(URI url, @Nullable Token token, int atOnce, Duration limit, int attempts) implements Transfer {
        public Http {
            String scheme = String.valueOf(url.getScheme());
            if (!Set.of("http", "https").contains(scheme) || url.getHost() == null) {
                throw new IllegalArgumentException(
                        "rehome.directory.transfer.url is " + url + ": give an http or https URL");
            }
            if (url.getRawUserInfo() != null) {
                throw new IllegalArgumentException("rehome.directory.transfer.url contains credentials: give"
                        + " rehome.directory.transfer.secret the name of a secret instead");
            }
            if (atOnce < 1 || attempts < 1 || !limit.isPositive()) {
                throw new IllegalArgumentException("rehome.directory.transfer.at-once is " + atOnce + ", attempts "
                        + attempts + " and limit " + limit + "; all must be positive");
            }
        }
    }

    /// A secret that is sent and never shown.
    record Token(String value) {
        public Token {
            if (value.isBlank() || !value.chars().allMatch(each -> each > 0x20 && each < 0x7F)) {
                throw new IllegalArgumentException(
                        "the secret that rehome.directory.transfer.secret names is no bearer token");
            }
        }

        @Override
        public String toString() {
            return "Token[…]";
        }
    }

    /// How it ended for one user.
    sealed interface Result {
        record Transferred() implements Result {}

        /// @param reason without secrets
        record Failed(String reason) implements Result {}
    }
}
