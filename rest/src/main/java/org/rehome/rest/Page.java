package org.rehome.rest;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// One page of a list.
///
/// @param next what to give as `after` for the next page; null on the last one
@Schema(description = "One page of a list; the next one is asked for by ?after=<next>")
public record Page<T>(
        List<T> items,

        @Schema(description = "missing or null on the last page", examples = "example.test") @Nullable
        String next) {
    public Page {
        items = List.copyOf(items);
    }
}
