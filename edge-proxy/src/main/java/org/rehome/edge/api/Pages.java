package org.rehome.edge.api;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rehome.rest.Page;
import org.rehome.rest.PageLimit;

/// Pages of lists that are in memory.
final class Pages {

    private Pages() {}

    /// @param key what the items are ordered by, and what `after` names
    static <T> Page<T> of(List<T> items, Function<T, String> key, @Nullable String after, @Nullable Integer asked) {
        int limit = PageLimit.of(asked);
        List<T> rest = items.stream()
                .sorted(Comparator.comparing(key))
                .filter(each -> after == null || key.apply(each).compareTo(after) > 0)
                .toList();
        List<T> page = rest.subList(0, Math.min(limit, rest.size()));
        return new Page<>(page, page.size() < rest.size() ? key.apply(page.getLast()) : null);
    }
}
