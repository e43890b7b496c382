package org.rehome.xmpp.stanza;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/// An element inside others, byte for byte, and those around it without it.
public final class Forwarded {
    private final byte[] inner;
    private final byte[] around;

    private Forwarded(byte[] inner, byte[] around) {
        this.inner = inner;
        this.around = around;
    }

    /// The element. Not to be changed.
    public byte[] inner() {
        return inner;
    }

    /// What is left of the whole. Not to be changed.
    public byte[] around() {
        return around;
    }

    /// Takes the one element at a depth out of a whole element that is known to be well-formed.
    ///
    /// @param depth 1 is the whole element itself
    /// @throws IllegalArgumentException when there is not exactly one; the message says so
    public static Forwarded at(byte[] xml, int depth) {
        Tags tags = new Tags(xml);
        int open = 0;
        int start = -1;
        int end = -1;
        do {
            Tags.Tag tag = tags.next();
            if (tag.opens()) {
                open++;
                if (open == depth) {
                    if (start >= 0) {
                        throw new IllegalArgumentException("more than one element is forwarded");
                    }
                    start = tags.tagStart();
                }
            }
            if (tag.closes()) {
                if (open == depth) {
                    end = tags.tagEnd();
                }
                open--;
            }
        } while (open > 0);
        if (start < 0) {
            throw new IllegalArgumentException("nothing is forwarded");
        }
        ByteArrayOutputStream around = new ByteArrayOutputStream(xml.length - (end - start));
        around.write(xml, 0, start);
        around.write(xml, end, xml.length - end);
        return new Forwarded(Arrays.copyOfRange(xml, start, end), around.toByteArray());
    }
}
