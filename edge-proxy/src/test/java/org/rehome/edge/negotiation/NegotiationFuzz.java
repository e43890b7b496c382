package org.rehome.edge.negotiation;

import com.code_intelligence.jazzer.junit.FuzzTest;

/// Whatever a peer does, in whatever order: the negotiation throws nothing, admits nothing before its time, and does
/// nothing more when it is closed. CONTRIBUTING.md says how it is fuzzed.
final class NegotiationFuzz {

    @FuzzTest(maxDuration = "20s")
    void inbound(byte[] play) {
        new InboundFuzzPlay(play).run();
    }

    @FuzzTest(maxDuration = "20s")
    void outbound(byte[] play) {
        new OutboundFuzzPlay(play).run();
    }
}
