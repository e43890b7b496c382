package org.rehome.rest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A request's body up to a limit; reading beyond it fails.
final class BoundedBody extends FilterInputStream {
    private final long limit;
    private long taken;

    BoundedBody(InputStream body, long limit) {
        super(body);
        this.limit = limit;
    }

    boolean isExceeded() {
        return taken > limit;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        return counted(super.read(into, offset, length));
    }

    private int counted(int bytes) throws IOException {
        taken += Math.max(bytes, 0);
        if (isExceeded()) {
            throw new IOException("more than " + limit + " bytes");
        }
        return bytes;
    }
}
