package org.rehome.gateway.hook;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.MoveEvent.AccountData;
import org.rehome.gateway.hook.Progress.Step;
import org.rehome.xmpp.hook.HookAnswer;

/// Brings account data from one pool's hook to another's, part by part, and compares the counts at the end.
public final class Transfers {
    private final Hooks hooks;

    /// What came of it.
    public sealed interface Outcome {
        record Brought(AccountData data) implements Outcome {}

        /// @param reason a sentence for operators
        record Refused(String reason) implements Outcome {}

        /// A link was not there: to be done again from the beginning.
        record Later() implements Outcome {}
    }

    public Transfers(Hooks hooks) {
        this.hooks = hooks;
    }

    /// Begins; an import of the same epoch that is complete already does nothing more.
    ///
    /// @param then told once, on a thread that brings an answer
    public void bring(Step.Transfer way, Jid user, long epoch, Consumer<Outcome> then) {
        new Transfer(way, user, epoch, then).part(0, 1);
    }

    private final class Transfer {
        private final Step.Transfer way;
        private final Jid user;
        private final long epoch;
        private final Consumer<Outcome> then;

        Transfer(Step.Transfer way, Jid user, long epoch, Consumer<Outcome> then) {
            this.way = way;
            this.user = user;
            this.epoch = epoch;
            this.then = then;
        }

        void part(long after, int part) {
            var unused = hooks.ask(way.from(), "export", (requests, id) -> requests.exportUser(id, user, after))
                    .handle((answer, failure) -> {
                        guarded(() -> exported(answer, after, part));
                        return null;
                    });
        }

        private void exported(@Nullable HookAnswer answer, long after, int part) {
            switch (answer) {
                case null -> then.accept(new Outcome.Later());
                case HookAnswer.Failed failed -> refused(failed, way.from() + " does not export her account data");
                case HookAnswer.Result result -> {
                    AccountData all = HookAnswer.counts(result.payload());
                    boolean last = result.payload().attribute("next").isEmpty();
                    long next = last ? after : HookAnswer.number(result.payload(), "next");
                    if (!last && next <= after) {
                        throw new IllegalArgumentException("the part after " + after + " leads to " + next);
                    }
                    give(result.serverData(), all, next, part, last);
                }
            }
        }

        private void give(byte[] data, AccountData all, long next, int part, boolean last) {
            var unused = hooks.ask(
                            way.to(),
                            "import",
                            (requests, id) -> requests.importUser(id, user, epoch, part, last, data))
                    .handle((answer, failure) -> {
                        guarded(() -> imported(answer, all, next, part, last));
                        return null;
                    });
        }

        private void imported(@Nullable HookAnswer answer, AccountData all, long next, int part, boolean last) {
            switch (answer) {
                case null -> then.accept(new Outcome.Later());
                case HookAnswer.Failed failed -> refused(failed, way.to() + " does not import her account data");
                case HookAnswer.Result _ when !last -> part(next, part + 1);
                case HookAnswer.Result result -> {
                    AccountData arrived = HookAnswer.counts(result.payload());
                    then.accept(
                            arrived.equals(all)
                                    ? new Outcome.Brought(all)
                                    : new Outcome.Refused("pool " + way.from() + " exported " + words(all)
                                            + ", and pool " + way.to() + " has imported " + words(arrived)));
                }
            }
        }

        /// What a hook has written must not end the thread that reads it.
        private void guarded(Runnable step) {
            try {
                step.run();
            } catch (IllegalArgumentException | ArithmeticException e) {
                then.accept(new Outcome.Refused("an answer about her account data cannot be read: " + e.getMessage()));
            }
        }

        private void refused(HookAnswer.Failed failed, String what) {
            boolean missing = failed.condition().equals("item-not-found");
            then.accept(new Outcome.Refused("pool " + what + ": "
                    + (missing ? "she has no account there (" + failed.reason() + ")" : failed.reason())));
        }
    }

    private static String words(AccountData data) {
        return data.roster() + " contacts, " + data.blocked() + " blocked addresses and " + data.offline()
                + " offline messages";
    }
}
