package org.rehome.edge.negotiation;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.BeforeAll;
import org.rehome.conformance.OlderClassFiles;

/// Whatever a peer does to which we open a stream, in whatever order: the negotiation throws nothing, is not ready
/// before its time, and does nothing more when it is closed. CONTRIBUTING.md says how it is fuzzed.
final class OutboundFuzz {

    @BeforeAll
    static void prepare() {
        OlderClassFiles.show();
    }

    @FuzzTest
    void outbound(byte[] play) {
        new OutboundFuzzPlay(play).run();
    }
}
