package org.rehome.benchmark.load;

import java.util.List;

/// What a scanner found, as texts.
final class Recorded {
    private Recorded() {}

    static MarkerScanner.Found in(List<String> found) {
        return new MarkerScanner.Found() {
            @Override
            public void message(int lane, long sequence, long dueNanos) {
                found.add(lane + " " + sequence + " " + dueNanos);
            }

            @Override
            public void request(String xml) {
                found.add(xml);
            }
        };
    }
}
