package org.rehome.edge.socket;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/// A TLS ClientHello written by hand: of versions that no library offers any more, and with compression.
final class OldHello {
    private static final byte HANDSHAKE = 22;
    private static final byte CLIENT_HELLO = 1;

    // ECDHE with ECDSA and RSA, AES 128: CBC for what is old, GCM for TLS 1.2
    private static final int[] SUITES = {0xC009, 0xC013, 0x002F, 0xC02B, 0xC02F};

    private OldHello() {}

    /// @param minor 0 is SSL 3.0, 1 to 3 are TLS 1.0 to 1.2
    static byte[] of(int minor) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(body);
        out.write(3);
        out.write(minor);
        out.write(new byte[32]);
        out.write(0); // no session
        out.writeShort(2 * SUITES.length);
        for (int suite : SUITES) {
            out.writeShort(suite);
        }
        // DEFLATE (RFC 3749), and none
        out.write(new byte[] {2, 1, 0});
        byte[] extensions = extensions(minor);
        out.writeShort(extensions.length);
        out.write(extensions);
        return record(body.toByteArray());
    }

    private static byte[] extensions(int minor) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        // supported groups: secp256r1, secp384r1
        out.write(new byte[] {0, 10, 0, 6, 0, 4, 0, 23, 0, 24});
        // point formats: uncompressed
        out.write(new byte[] {0, 11, 0, 2, 1, 0});
        if (minor == 3) {
            // signatures: ECDSA with SHA-256, RSA-PSS, RSA
            out.write(new byte[] {0, 13, 0, 8, 0, 6, 4, 3, 8, 4, 4, 1});
        }
        return bytes.toByteArray();
    }

    private static byte[] record(byte[] body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(HANDSHAKE);
        out.writeShort(0x0301);
        out.writeShort(body.length + 4);
        out.write(CLIENT_HELLO);
        out.write(0);
        out.writeShort(body.length);
        out.write(body);
        return bytes.toByteArray();
    }
}
