package org.rehome.rest;

import org.jspecify.annotations.Nullable;

/// How many items a page has.
public final class PageLimit {
    private static final int DEFAULT = 100;
    private static final int MAX = 1000;

    private PageLimit() {}

    /// The number asked for, 100 when none is.
    ///
    /// @throws Problem 400 when it is not from 1 to 1000
    public static int of(@Nullable Integer asked) {
        if (asked == null) {
            return DEFAULT;
        }
        if (asked < 1 || asked > MAX) {
            throw Problem.badRequest("limit", asked + " is not from 1 to " + MAX);
        }
        return asked;
    }
}
