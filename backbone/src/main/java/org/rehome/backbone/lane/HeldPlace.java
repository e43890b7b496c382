package org.rehome.backbone.lane;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rehome.contracts.event.FederationEvent.Direction;

/// Where a stanza waits in the deferred topic of its direction; its text is the id of a held stanza.
public record HeldPlace(Direction direction, int partition, long offset) implements Comparable<HeldPlace> {
    private static final Pattern TEXT = Pattern.compile("(inbound|outbound|legacy)/(\\d{1,9})/(\\d{1,18})");

    /// @throws IllegalArgumentException when the text is no such id
    public static HeldPlace parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is no id of a held stanza, such as outbound/3/1234");
        }
        Direction direction = Direction.ofWire(parts.group(1)).orElseThrow();
        return new HeldPlace(direction, Integer.parseInt(parts.group(2)), Long.parseLong(parts.group(3)));
    }

    @Override
    public int compareTo(HeldPlace other) {
        int byDirection = direction.compareTo(other.direction);
        int byPartition = byDirection != 0 ? byDirection : Integer.compare(partition, other.partition);
        return byPartition != 0 ? byPartition : Long.compare(offset, other.offset);
    }

    @Override
    public String toString() {
        return direction.wire() + "/" + partition + "/" + offset;
    }
}
