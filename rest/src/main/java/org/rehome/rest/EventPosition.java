package org.rehome.rest;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Where a reader of events is: the next offset of each topic's partitions. Its text is the id of an event.
sealed interface EventPosition {
    /// `topic:partition:offset`.
    Pattern POSITION = Pattern.compile("([a-z-]+:\\d{1,9}):(\\d{1,18})");

    record Earliest() implements EventPosition {}

    record Latest() implements EventPosition {}

    /// @param next by `topic:partition`, the offset to read next
    record At(Map<String, Long> next) implements EventPosition {
        public At {
            next = Map.copyOf(next);
        }
    }

    static String text(Map<String, Long> next) {
        return new TreeMap<>(next)
                .entrySet().stream()
                        .map(each -> each.getKey() + ":" + each.getValue())
                        .collect(Collectors.joining(","));
    }

    /// @throws Problem 400 when one of them has another form
    static EventPosition parse(String from, @Nullable String lastEventId) {
        if (lastEventId != null && !lastEventId.isBlank()) {
            return new At(offsets(lastEventId));
        }
        return switch (from) {
            case "earliest" -> new Earliest();
            case "latest" -> new Latest();
            default -> throw Problem.badRequest("from", "\"" + from + "\" is neither earliest nor latest");
        };
    }

    private static Map<String, Long> offsets(String text) {
        Map<String, Long> next = new TreeMap<>();
        for (String each : text.split(",", -1)) {
            Matcher position = POSITION.matcher(each);
            if (!position.matches()) {
                throw Problem.badRequest("Last-Event-ID", "\"" + text + "\" is no id of an event of this service");
            }
            next.put(position.group(1), Long.parseLong(position.group(2)));
        }
        return next;
    }
}
