package org.rehome.xmpp.stream;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// What bytes may stand in a stream.
final class Characters {

    private Characters() {}

    /// True for UTF-8 (RFC 3629) without the noncharacters that XML 1.0 §2.2 leaves out; control characters are
    /// refused earlier.
    static boolean areXml(byte[] bytes) {
        if (isAscii(bytes)) {
            return true;
        }
        try {
            CharSequence text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes));
            return text.chars().noneMatch(c -> c == 0xFFFE || c == 0xFFFF);
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static boolean isAscii(byte[] bytes) {
        // no early end: so the processor takes many at once
        int all = 0;
        for (byte b : bytes) {
            all |= b;
        }
        return all >= 0;
    }
}
