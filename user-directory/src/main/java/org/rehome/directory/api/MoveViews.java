package org.rehome.directory.api;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rehome.directory.bus.Mover;
import org.rehome.directory.move.Move;
import org.rehome.directory.move.MoveUser;
import org.rehome.directory.move.Progress;
import org.rehome.directory.store.MoveStore;

/// Shows moves: what is written of them, and how they go.
@Singleton
final class MoveViews {
    private final MoveStore moves;
    private final Mover mover;

    MoveViews(MoveStore moves, Mover mover) {
        this.moves = moves;
        this.mover = mover;
    }

    MoveView of(Move move) {
        Move.Counts counts = move.counts();
        int moving = move.isCompleted() ? 0 : moves.count(move.id(), MoveUser.State.MOVING);
        int transferring = move.isCompleted() ? 0 : moves.count(move.id(), MoveUser.State.TRANSFERRING);
        Progress progress = mover.progress(move.id());
        double perSecond = move.isCompleted() ? move.meanPerSecond() : progress.perSecond();
        Optional<Duration> left = move.left(perSecond);
        return new MoveView(
                move.id(),
                move.target(),
                Answer.word(move.state()),
                counts.total(),
                // the counts are those of different moments
                Math.max(0, counts.left() - moving - transferring),
                moving,
                transferring,
                counts.moved(),
                counts.failed(),
                counts.cancelled(),
                counts.skipped(),
                move.steering().usersPerSecond(),
                move.forced(),
                move.reverses(),
                move.startedAt(),
                move.completedAt(),
                Math.round(perSecond * 10) / 10.0,
                left.map(Duration::toSeconds).orElse(null),
                left.map(Instant.now()::plus).orElse(null),
                hold(move, progress));
    }

    private static MoveView.@Nullable Hold hold(Move move, Progress progress) {
        return Optional.ofNullable(move.held())
                .or(progress::held)
                .map(held -> new MoveView.Hold(held.p50Millis(), held.p99Millis()))
                .orElse(null);
    }
}
