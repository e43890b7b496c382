package org.rehome.edge.zone;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// Where a partner's server is.
public sealed interface Resolution {
    /// @param targets in the order in which they are to be tried
    /// @param guessed whether nothing names them: the domain itself, at the registered port
    record Found(List<Target> targets, boolean guessed) implements Resolution {
        public Found {
            targets = List.copyOf(targets);
        }

        /// The same when every address has come: those targets that have any, or that there are none.
        public CompletableFuture<Resolution> settled() {
            return CompletableFuture.allOf(targets.stream()
                            .flatMap(each -> Stream.of(each.six(), each.four()))
                            .toArray(CompletableFuture[]::new))
                    .thenApply(done -> withAddresses());
        }

        private Resolution withAddresses() {
            List<Target> reachable =
                    targets.stream().filter(each -> !each.addresses().isEmpty()).toList();
            if (!reachable.isEmpty()) {
                return new Found(reachable, guessed);
            }
            return targets.stream()
                    .flatMap(each -> Stream.of(each.six(), each.four()))
                    .map(each -> each.getNow(Addresses.NONE).failure())
                    .flatMap(Optional::stream)
                    .findFirst()
                    .<Resolution>map(Unanswered::new)
                    .orElseGet(() -> new NotFound("no address of "
                            + String.join(
                                    ", ", targets.stream().map(Target::host).toList())));
        }
    }

    /// The DNS says that there is none (RFC 6120 §8.3.3.16).
    record NotFound(String reason) implements Resolution {}

    /// The DNS does not answer, or not usefully.
    record Unanswered(String reason) implements Resolution {}
}
