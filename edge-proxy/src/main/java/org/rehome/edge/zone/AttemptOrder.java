package org.rehome.edge.zone;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Which address of a partner's servers is tried next, and when (RFC 8305): target by target, of each its
/// IPv6 and IPv4 addresses by turns. Pure: the time is given, in milliseconds of any clock. Not
/// thread-safe.
public final class AttemptOrder {
    /// How long the first IPv4 address waits for an answer about IPv6 (RFC 8305 §3).
    static final long RESOLUTION_DELAY = 50;

    /// How long an attempt has before the next one begins beside it (RFC 8305 §5). A target of which
    /// nothing is known yet has as long before it is passed over.
    static final long ATTEMPT_DELAY = 250;

    /// What is to be done now.
    public sealed interface Turn {
        /// Try this one, and ask again.
        record Try(Target target, InetAddress address) implements Turn {}

        /// Ask again at this time, or when an answer comes or an attempt fails before.
        record Later(long at) implements Turn {}

        /// Ask again when an answer comes or an attempt fails.
        record Wait() implements Turn {}

        /// All were tried, and have failed.
        record Over() implements Turn {}
    }

    private final List<Candidate> candidates;
    private final long begun;
    private long notBefore;
    private int running;

    /// @param targets in the order in which they are to be tried
    public AttemptOrder(List<Target> targets, long now) {
        this.candidates = targets.stream().map(Candidate::new).toList();
        this.begun = now;
        this.notBefore = now;
    }

    /// The answer about the IPv6 addresses of a target has come.
    ///
    /// @param target its place in the list
    public void six(int target, List<InetAddress> addresses) {
        candidates.get(target).six.found(addresses);
    }

    /// The same about its IPv4 addresses.
    public void four(int target, List<InetAddress> addresses, long now) {
        Candidate candidate = candidates.get(target);
        candidate.four.found(addresses);
        candidate.fourAt = now;
    }

    /// An attempt has failed: the next one need not wait.
    public void failed(long now) {
        running--;
        notBefore = now;
    }

    public Turn next(long now) {
        if (now < notBefore) {
            return new Turn.Later(notBefore);
        }
        for (Candidate each : candidates) {
            long ready = each.readyAt();
            if (now < ready) {
                return new Turn.Later(ready);
            }
            Optional<InetAddress> address = each.take();
            if (address.isPresent()) {
                running++;
                notBefore = now + ATTEMPT_DELAY;
                return new Turn.Try(each.target, address.get());
            }
        }
        boolean over = running == 0 && candidates.stream().allMatch(Candidate::answered);
        return over ? new Turn.Over() : new Turn.Wait();
    }

    /// The addresses of one family that are left.
    private static final class Family {
        private final Deque<InetAddress> left = new ArrayDeque<>();
        private boolean answered;

        void found(List<InetAddress> addresses) {
            left.addAll(addresses);
            answered = true;
        }
    }

    private final class Candidate {
        private final Target target;
        private final Family six = new Family();
        private final Family four = new Family();
        private long fourAt;
        private boolean tried;
        private boolean fourIsNext;

        Candidate(Target target) {
            this.target = target;
        }

        boolean answered() {
            return six.answered && four.answered;
        }

        /// Until when nothing that comes after may be tried.
        long readyAt() {
            if (tried || answered() || !six.left.isEmpty()) {
                return begun;
            }
            return four.left.isEmpty() ? begun + ATTEMPT_DELAY : fourAt + RESOLUTION_DELAY;
        }

        Optional<InetAddress> take() {
            boolean takesFour = six.left.isEmpty() || (fourIsNext && !four.left.isEmpty());
            InetAddress address = takesFour ? four.left.poll() : six.left.poll();
            if (address != null) {
                tried = true;
                fourIsNext = !takesFour;
            }
            return Optional.ofNullable(address);
        }
    }
}
