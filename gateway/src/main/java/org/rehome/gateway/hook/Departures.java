package org.rehome.gateway.hook;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.MoveEvent.AccountData;
import org.rehome.gateway.home.Home;
import org.rehome.gateway.home.Homes;
import org.rehome.gateway.home.Pools;
import org.rehome.gateway.hook.Progress.Step;
import org.rehome.gateway.hook.UserRequests.Word;
import org.rehome.gateway.lane.Quiesced;
import org.rehome.gateway.lane.Quiescence.Delay;
import org.rehome.xmpp.hook.Requests.Mover;

/// What happens between a moving user's quiet lane and the answer to `UserMoving`, where pools have hooks: she is away
/// from both, and her account data is brought over. Everything may be done again, by this gateway or the next owner of
/// her lane, with the same epoch. A hook that cannot be reached is asked again for as long as she moves; the directory
/// puts her back when that takes too long.
public final class Departures {
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final Homes homes;
    private final Pools pools;
    private final UserRequests requests;
    private final Optional<Transfers> transfers;
    private final Predicate<String> owned;
    private final Consumer<Departed> answer;
    private final Runnable stale;
    private final Delay delay;
    private final Map<String, Long> underWay = new ConcurrentHashMap<>();

    /// @param transfers empty: somebody else brings account data over
    /// @param owned whether a user's lane is ours
    /// @param stale told of each answer that names a higher epoch
    public Departures(
            Homes homes,
            Pools pools,
            UserRequests requests,
            Optional<Transfers> transfers,
            Predicate<String> owned,
            Consumer<Departed> answer,
            Runnable stale,
            Delay delay) {
        this.homes = homes;
        this.pools = pools;
        this.requests = requests;
        this.transfers = transfers;
        this.owned = owned;
        this.answer = answer;
        this.stale = stale;
        this.delay = delay;
    }

    /// A moving user's lane is quiet. Does not block.
    public void quiet(Quiesced lane) {
        if (!Objects.equals(underWay.put(lane.user(), lane.epoch()), lane.epoch())) {
            goOn(lane, Progress.NONE);
        }
    }

    private void goOn(Quiesced lane, Progress progress) {
        Home.Moving move = current(lane);
        if (move == null) {
            end(lane);
            // the lane may have become ours again meanwhile
            if (current(lane) != null) {
                quiet(lane);
            }
            return;
        }
        switch (progress.next(move, pools, transfers.isPresent())) {
            case Step.Away away ->
                requests.ask(
                        away.pool(),
                        Word.AWAY,
                        new Mover(Jid.parse(lane.user()), lane.epoch(), away.host()),
                        said -> said(lane, progress, away, said));
            case Step.Transfer transfer ->
                transfers.orElseThrow().bring(transfer, Jid.parse(lane.user()), lane.epoch(), outcome -> {
                    switch (outcome) {
                        case Transfers.Outcome.Brought(AccountData data) -> goOn(lane, progress.transferred(data));
                        case Transfers.Outcome.Refused(String reason) -> refuse(lane, reason);
                        case Transfers.Outcome.Later _ -> later(lane, progress);
                    }
                });
            case Step.Answer _ -> {
                end(lane);
                answer.accept(new Departed(lane, null, progress.transferred()));
            }
        }
    }

    private void said(Quiesced lane, Progress progress, Step.Away away, Said said) {
        switch (said) {
            case Said.Done _ -> goOn(lane, progress.awayFrom(away.pool()));
            // the hook has waited ten seconds
            case Said.Waiting _ -> goOn(lane, progress);
            case Said.Stale _ -> {
                stale.run();
                end(lane);
            }
            case Said.Refused(String reason) ->
                refuse(lane, "the hook of pool " + away.pool() + " does not let her go: " + reason);
            case Said.Later _ -> later(lane, progress);
        }
    }

    private void later(Quiesced lane, Progress progress) {
        delay.after(PAUSE, () -> goOn(lane, progress));
    }

    private void refuse(Quiesced lane, String reason) {
        end(lane);
        if (current(lane) != null) {
            answer.accept(new Departed(lane, reason, null));
        }
    }

    private void end(Quiesced lane) {
        underWay.remove(lane.user(), lane.epoch());
    }

    private Home.@Nullable Moving current(Quiesced lane) {
        return owned.test(lane.user())
                        && homes.find(lane.user()).orElse(null) instanceof Home.Moving move
                        && move.epoch() == lane.epoch()
                ? move
                : null;
    }
}
