package org.rehome.lab.demo;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.rehome.lab.operator.NotDone;
import org.rehome.lab.operator.Restarts;

/// Restarts one process after the other under traffic, as for a new release, while some users move back and forth.
final class RollingRestart {
    private static final long MESSAGES_AFTER = 100;
    private static final long BETWEEN_MOVES = 40;

    private final Restarts restarts;
    private final World world;
    private final Moves moves;
    private final Screen screen;
    private volatile boolean over;

    RollingRestart(Restarts restarts, World world, Moves moves, Screen screen) {
        this.restarts = restarts;
        this.world = world;
        this.moves = moves;
        this.screen = screen;
    }

    /// Returns when every process is back and the last move is done.
    ///
    /// @param movers who move; all of them live on the new pool before and after
    void run(List<String> movers) throws IOException, InterruptedException {
        var moving = new FutureTask<>(() -> {
            moveTo("legacy", movers);
            return movers;
        });
        Thread mover = Thread.ofVirtual().name("movers").start(moving);
        try {
            for (String process : restarts.processes()) {
                long began = System.nanoTime();
                restarts.restart(process);
                screen.say("%s is back after %.1f s".formatted(process, (System.nanoTime() - began) / 1e9));
                Course.awaitDelivered(world, MESSAGES_AFTER);
            }
        } finally {
            over = true;
            mover.join();
        }
        outcome(moving);
    }

    private void moveTo(String first, List<String> movers) throws IOException, InterruptedException {
        String target = first;
        // ends where it began
        while (!over || !target.equals(first)) {
            String source = target.equals("new") ? "legacy" : "new";
            screen.say(moves.move(movers, source, target));
            Course.awaitDelivered(world, BETWEEN_MOVES);
            target = source;
        }
    }

    private static void outcome(FutureTask<List<String>> moving) throws IOException, InterruptedException {
        try {
            moving.get();
        } catch (ExecutionException e) {
            var failure = new NotDone("users could not move: " + e.getMessage());
            failure.initCause(e);
            throw failure;
        }
    }
}
