package org.rehome.lab.chaos;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Function;

/// What goes wrong when, and who is moved when: a function of the seed, the length and the cast, and of nothing else.
///
/// @param heavy faults of which the suite has to recover; the next comes not before that
/// @param light faults that pass by themselves, whatever else is under way
/// @param moves users who go to their other pool
public record Schedule(List<Planned> heavy, List<Planned> light, List<PlannedMove> moves) {
    private static final Duration FIRST = Duration.ofSeconds(3);
    private static final Duration HEAVY_LEAST = Duration.ofSeconds(12);
    private static final Duration HEAVY_MOST = Duration.ofSeconds(24);
    private static final Duration LIGHT_EVERY = Duration.ofSeconds(6);
    private static final Duration MOVES_EVERY = Duration.ofSeconds(3);
    private static final int MOVED_AT_ONCE = 4;

    public Schedule {
        heavy = List.copyOf(heavy);
        light = List.copyOf(light);
        moves = List.copyOf(moves);
    }

    /// @param at from the beginning of the chaos
    public record Planned(Duration at, Fault fault) {}

    /// @param at from the beginning of the chaos
    /// @param users their places in the list of users
    public record PlannedMove(Duration at, List<Integer> users) {
        public PlannedMove {
            users = List.copyOf(users);
        }
    }

    /// Who takes part.
    ///
    /// @param processes those of the suite
    public record Cast(int users, List<String> pools, List<String> partners, List<SuiteProcess> processes) {
        public Cast {
            pools = List.copyOf(pools);
            partners = List.copyOf(partners);
            processes = List.copyOf(processes);
            if (users < 1 || pools.isEmpty() || partners.isEmpty()) {
                throw new IllegalArgumentException("nobody to play with: " + users + " " + pools + " " + partners);
            }
        }
    }

    /// The same for the same arguments: [Random] draws what its documentation says, in every Java.
    static Schedule of(long seed, Duration length, Cast cast) {
        // One source for each of the three, so that none depends on how many draws another makes.
        Random seeds = new Random(seed);
        Duration between = length.dividedBy(5);
        between = between.compareTo(HEAVY_LEAST) < 0 ? HEAVY_LEAST : between;
        between = between.compareTo(HEAVY_MOST) > 0 ? HEAVY_MOST : between;
        return new Schedule(
                faults(new Random(seeds.nextLong()), length, between, random -> heavyBag(random, cast)),
                faults(new Random(seeds.nextLong()), length, LIGHT_EVERY, random -> lightBag(random, cast)),
                moves(new Random(seeds.nextLong()), length, cast.users()));
    }

    /// Kinds are drawn from a bag that is filled again when it is empty: so each comes before any comes twice.
    private static List<Planned> faults(
            Random random, Duration length, Duration every, Function<Random, List<Fault>> fill) {
        List<Planned> planned = new ArrayList<>();
        Deque<Fault> bag = new ArrayDeque<>();
        for (Duration at = FIRST; at.compareTo(length) < 0; at = at.plus(around(random, every))) {
            if (bag.isEmpty()) {
                bag.addAll(fill.apply(random));
            }
            planned.add(new Planned(at, bag.remove()));
        }
        return planned;
    }

    private static Duration around(Random random, Duration mean) {
        return Duration.ofMillis(mean.toMillis() * (75 + random.nextInt(51)) / 100);
    }

    private static Duration seconds(Random random, int least, int most) {
        return Duration.ofMillis(least * 1_000L + random.nextInt((most - least) * 1_000 + 1));
    }

    private static String one(Random random, List<String> names) {
        return names.get(random.nextInt(names.size()));
    }

    /// The kills first: a short run has all of them at least.
    private static List<Fault> heavyBag(Random random, Cast cast) {
        List<Fault> kills = new ArrayList<>();
        List<Fault> others = new ArrayList<>();
        for (SuiteProcess process : cast.processes()) {
            kills.add(new Fault.Kill(process));
            // longer than a group session (10 s): the process has been taken for dead
            others.add(new Fault.Freeze(process, seconds(random, 12, 15)));
        }
        others.add(new Fault.PoolAway(one(random, cast.pools()), seconds(random, 3, 15)));
        others.add(new Fault.PartnerAway(one(random, cast.partners()), seconds(random, 3, 15)));
        // longer than a barrier may take (10 s)
        others.add(new Fault.PoolStall(one(random, cast.pools()), seconds(random, 11, 14)));
        others.add(new Fault.PartnerStall(one(random, cast.partners()), seconds(random, 11, 14)));
        Collections.shuffle(kills, random);
        Collections.shuffle(others, random);
        kills.addAll(others);
        return kills;
    }

    private static List<Fault> lightBag(Random random, Cast cast) {
        List<Fault> bag = new ArrayList<>();
        for (SuiteProcess process : cast.processes()) {
            bag.add(new Fault.Freeze(process, seconds(random, 2, 5)));
        }
        for (int again = 0; again < 2; again++) {
            bag.add(new Fault.PoolReset(one(random, cast.pools())));
            bag.add(new Fault.PartnerReset(one(random, cast.partners())));
        }
        bag.add(new Fault.PoolStall(one(random, cast.pools()), seconds(random, 1, 3)));
        bag.add(new Fault.PartnerStall(one(random, cast.partners()), seconds(random, 1, 3)));
        Collections.shuffle(bag, random);
        return bag;
    }

    private static List<PlannedMove> moves(Random random, Duration length, int users) {
        List<PlannedMove> moves = new ArrayList<>();
        Duration at = Duration.ofSeconds(1);
        while (at.compareTo(length) < 0) {
            var drawn = new TreeSet<Integer>();
            int count = 1 + random.nextInt(Math.min(MOVED_AT_ONCE, users));
            while (drawn.size() < count) {
                drawn.add(random.nextInt(users));
            }
            moves.add(new PlannedMove(at, List.copyOf(drawn)));
            at = at.plus(around(random, MOVES_EVERY));
        }
        return moves;
    }
}
