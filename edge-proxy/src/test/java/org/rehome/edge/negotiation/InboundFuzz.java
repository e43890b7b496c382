package org.rehome.edge.negotiation;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.BeforeAll;
import org.rehome.conformance.OlderClassFiles;

/// Whatever a peer does that opens a stream to us, in whatever order: the negotiation throws nothing, admits nothing
/// before its time, and does nothing more when it is closed. CONTRIBUTING.md says how it is fuzzed.
final class InboundFuzz {

    @BeforeAll
    static void prepare() {
        OlderClassFiles.show();
    }

    @FuzzTest
    void inbound(byte[] play) {
        new InboundFuzzPlay(play).run();
    }
}
