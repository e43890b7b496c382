package org.rehome.directory.api;

import jakarta.ws.rs.core.UriBuilder;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;
import org.rehome.directory.store.IfMatch;
import org.rehome.directory.store.Outcome;
import org.rehome.rest.EntityTags;
import org.rehome.rest.Page;
import org.rehome.rest.Problem;

/// From outcomes to HTTP.
final class Answer {

    private Answer() {}

    /// A thing as clients see it.
    interface View {
        long version();
    }

    static <T, V extends View> RestResponse<V> of(
            Outcome<T> outcome, Function<T, V> view, String path, Object... parameters) {
        return switch (outcome) {
            case Outcome.Created<T>(var now) -> {
                V shown = view.apply(now);
                yield ResponseBuilder.<V>created(UriBuilder.fromPath(path).build(parameters))
                        .entity(shown)
                        .tag(EntityTags.tag(shown.version()))
                        .build();
            }
            case Outcome.Removed<T>() -> ResponseBuilder.<V>noContent().build();
            case Outcome.Changed<T> changed -> found(view.apply(done(changed)));
            case Outcome.Unchanged<T> unchanged -> found(view.apply(done(unchanged)));
            case Outcome.Missing<T> missing -> found(view.apply(done(missing)));
            case Outcome.Conflict<T> conflict -> found(view.apply(done(conflict)));
            case Outcome.Unmet<T> unmet -> found(view.apply(done(unmet)));
        };
    }

    /// What is now there; a refusal becomes a problem.
    static <T> T done(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Created<T>(var now) -> now;
            case Outcome.Changed<T>(var now) -> now;
            case Outcome.Unchanged<T>(var now) -> now;
            case Outcome.Removed<T>() -> throw new IllegalArgumentException("nothing is there after a removal");
            case Outcome.Missing<T>(var what) -> throw Problem.notFound(what);
            case Outcome.Conflict<T>(var reason) -> throw Problem.conflict(reason, null);
            case Outcome.Unmet<T>(var precondition, var reason) -> throw Problem.unprocessable(precondition, reason);
        };
    }

    static <V extends View> RestResponse<V> found(V view) {
        return ResponseBuilder.ok(view).tag(EntityTags.tag(view.version())).build();
    }

    /// @param found one more than the page has when there is a next page
    static <T, V> Page<V> page(List<T> found, int limit, Function<T, V> view, Function<T, String> key) {
        boolean more = found.size() > limit;
        List<T> shown = more ? found.subList(0, limit) : found;
        return new Page<>(shown.stream().map(view).toList(), more ? key.apply(shown.getLast()) : null);
    }

    static IfMatch ifMatch(@Nullable String header) {
        return version -> EntityTags.check(header, version);
    }

    /// Lower case with hyphens.
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
