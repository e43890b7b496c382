package org.rehome.directory.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.rehome.contracts.address.PoolName;
import org.rehome.directory.move.MovePlan;
import org.rehome.directory.move.MoveUser;
import org.rehome.directory.store.MoveStart.Manner;

/// What a move would do, and what stands in its way.
@Schema(name = "MovePreview")
public record MovePreview(
        @Schema(description = "nothing stands in the way", examples = "true")
        boolean possible,

        @Schema(description = "users who would move", examples = "20")
        int total,

        @Schema(description = "users for whom there is nothing to do", examples = "1")
        int skipped,

        @Schema(description = "who would go from where to where")
        List<Way> ways,

        @Schema(description = "the first users") List<MoveUserView> users,

        @Schema(description = "all that stands in the way, the weightiest first")
        List<InTheWay> obstacles) {
    private static final int SHOWN = 100;

    /// @param users how many users would go this way
    @Schema(name = "MoveWay")
    public record Way(
            @Schema(examples = "legacy") PoolName from,
            @Schema(examples = "new") PoolName to,
            @Schema(examples = "20") int users) {}

    /// @param precondition its short name
    /// @param overridden true when force lets the move begin nevertheless
    @Schema(name = "MoveObstacle")
    public record InTheWay(
            @Schema(examples = "link") String precondition,

            @Schema(examples = "no gateway has a link to pool new")
            String reason,

            @Schema(examples = "false") boolean overridden) {}

    static MovePreview of(MovePlan plan, Manner manner) {
        List<InTheWay> obstacles = plan.obstacles().stream()
                .map(each -> new InTheWay(each.precondition(), each.reason(), each.forceable() && manner.force()))
                .toList();
        List<MoveUser> pending = plan.pending();
        return new MovePreview(
                obstacles.stream().allMatch(InTheWay::overridden),
                pending.size(),
                plan.users().size() - pending.size(),
                ways(pending),
                plan.users().stream().limit(SHOWN).map(MoveUserView::of).toList(),
                obstacles);
    }

    private static List<Way> ways(List<MoveUser> pending) {
        Map<PoolName, Map<PoolName, Long>> counts = pending.stream()
                .collect(Collectors.groupingBy(
                        MoveUser::from,
                        TreeMap::new,
                        Collectors.groupingBy(MoveUser::to, TreeMap::new, Collectors.counting())));
        List<Way> ways = new ArrayList<>();
        counts.forEach(
                (from, targets) -> targets.forEach((to, users) -> ways.add(new Way(from, to, Math.toIntExact(users)))));
        return ways;
    }
}
