package org.rehome.edge.splice;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// How the legacy gateway is told where a connection comes from: HAProxy's PROXY protocol, versions 1 and 2.
public enum ProxyProtocol {
    NONE,
    V1,
    V2;

    private static final byte[] SIGNATURE = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};
    private static final byte VERSION_2_LOCAL = 0x20;
    private static final byte VERSION_2_PROXY = 0x21;
    private static final byte TCP_OVER_4 = 0x11;
    private static final byte TCP_OVER_6 = 0x21;

    /// What goes ahead of the connection's own bytes.
    ///
    /// @param source of the connection; null when it is not known
    /// @param destination of it, our own address; null when it is not known
    public byte[] header(@Nullable InetSocketAddress source, @Nullable InetSocketAddress destination) {
        return switch (this) {
            case NONE -> new byte[0];
            case V1 -> text(source, destination).getBytes(StandardCharsets.US_ASCII);
            case V2 -> binary(source, destination);
        };
    }

    private static String text(@Nullable InetSocketAddress source, @Nullable InetSocketAddress destination) {
        if (source == null || destination == null || !isOneFamily(source, destination)) {
            return "PROXY UNKNOWN\r\n";
        }
        return "PROXY %s %s %s %d %d\r\n"
                .formatted(
                        isFour(source) ? "TCP4" : "TCP6",
                        name(source),
                        name(destination),
                        source.getPort(),
                        destination.getPort());
    }

    private static byte[] binary(@Nullable InetSocketAddress source, @Nullable InetSocketAddress destination) {
        if (source == null || destination == null || !isOneFamily(source, destination)) {
            return ByteBuffer.allocate(SIGNATURE.length + 4)
                    .put(SIGNATURE)
                    .put(VERSION_2_LOCAL)
                    .array();
        }
        byte[] from = source.getAddress().getAddress();
        byte[] to = destination.getAddress().getAddress();
        int length = from.length + to.length + 4;
        return ByteBuffer.allocate(SIGNATURE.length + 4 + length)
                .put(SIGNATURE)
                .put(VERSION_2_PROXY)
                .put(isFour(source) ? TCP_OVER_4 : TCP_OVER_6)
                .putShort((short) length)
                .put(from)
                .put(to)
                .putShort((short) source.getPort())
                .putShort((short) destination.getPort())
                .array();
    }

    private static boolean isOneFamily(InetSocketAddress one, InetSocketAddress other) {
        return isFour(one) == isFour(other);
    }

    private static boolean isFour(InetSocketAddress address) {
        return address.getAddress() instanceof Inet4Address;
    }

    /// Without the scope that an address of version 6 may have.
    private static String name(InetSocketAddress address) {
        String name = address.getAddress().getHostAddress();
        int scope = name.indexOf('%');
        return scope < 0 ? name : name.substring(0, scope);
    }
}
