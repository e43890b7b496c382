package org.rehome.xmpp.stream;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.BeforeAll;
import org.rehome.conformance.OlderClassFiles;

/// Whatever bytes come, in whatever pieces: nothing is thrown, little is held, the pieces do not matter, and what is
/// handed out can be handed on. CONTRIBUTING.md says how it is fuzzed.
final class FramingFuzz {

    @BeforeAll
    static void prepare() {
        OlderClassFiles.show();
    }

    @FuzzTest
    void framing(byte[] input) {
        FramingFuzzPlay.run(input);
    }
}
