package org.rehome.xmpp.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/// Damages a stream at random, with a taste for what parsers get wrong.
final class Damage {
    private static final List<byte[]> MARKUP = markup();

    private Damage() {}

    private static List<byte[]> markup() {
        List<byte[]> markup = new ArrayList<>();
        for (String text : List.of(
                "<",
                ">",
                "&",
                "'",
                "\"",
                "/",
                "=",
                ":",
                ";",
                "!",
                "?",
                "[",
                "]",
                " ",
                "\n",
                "]]>",
                "]]",
                "<![CDATA[",
                "<!--",
                "-->",
                "<?pi x?>",
                "<?xml version='1.0'?>",
                "<!DOCTYPE a>",
                "<!",
                "<?",
                "?>",
                "</",
                "/>",
                "</a>",
                "<a/>",
                "<a>",
                "</message>",
                "<message>",
                "</stream:stream>",
                "&lt;",
                "&amp;",
                "&foo;",
                "&#0;",
                "&#1;",
                "&#x1F;",
                "&#xD800;",
                "&#xFFFF;",
                "&#xFFFE;",
                "&#65;",
                "&#x41;",
                "&#x110000;",
                "&#99999999999;",
                "&#",
                "&#x",
                " xmlns=''",
                " xmlns='jabber:client'",
                " xmlns='jabber:server'",
                " xmlns='urn:y'",
                " xmlns:p=''",
                " xmlns:p='urn:z'",
                " xmlns:n='urn:p'",
                " xmlns:xml='urn:x'",
                " xmlns:xmlns='urn:x'",
                " xmlns:=''",
                " xmlns:1='urn:x'",
                " xmlns:p='http://www.w3.org/2000/xmlns/'",
                " xmlns='http://www.w3.org/2000/xmlns/'",
                " xmlns:p='http://www.w3.org/XML/1998/namespace'",
                " xml:lang='x'",
                " xml:lang='y'",
                " a0='1'",
                " p:a0='2'",
                " q:a0='3'",
                " n:a0='4'",
                "xml:",
                "xmlns:",
                "p:",
                "q:",
                "u:",
                "p:1",
                "1",
                "-",
                ".",
                "\u00b7",
                "\u0300",
                "é",
                "\u0000",
                "\u0001",
                "\u000b",
                "\u007f",
                "\u0085",
                "\u2028",
                "\ufffe",
                "\uffff",
                "\ufeff",
                "😀",
                "\u2c00")) {
            markup.add(text.getBytes(UTF_8));
        }
        for (String hex : List.of("c080", "eda080", "f4908080", "e282", "80", "ff", "c3", "f09f98")) {
            markup.add(HexFormat.of().parseHex(hex));
        }
        return markup;
    }

    static byte[] once(byte[] stream, Random random) {
        int at = place(stream, random);
        int length = Math.min(stream.length - at, 1 + random.nextInt(random.nextInt(8) == 0 ? 60 : 4));
        byte[] piece = Arrays.copyOfRange(stream, at, at + length);
        return switch (random.nextInt(9)) {
            case 0 -> replaced(stream, at, 1, new byte[] {(byte) random.nextInt(256)});
            case 1 -> replaced(stream, at, 1, new byte[] {(byte) (stream[at] ^ (1 << random.nextInt(8)))});
            case 2 -> replaced(stream, at, length, new byte[0]);
            case 3 -> replaced(stream, at, 0, piece);
            case 4 -> replaced(stream, place(stream, random), 0, piece);
            case 5 -> random.nextInt(4) == 0 ? Arrays.copyOf(stream, at) : replaced(stream, at, 1, new byte[0]);
            case 6 -> replaced(stream, at, length, MARKUP.get(random.nextInt(MARKUP.size())));
            default -> replaced(stream, at, 0, MARKUP.get(random.nextInt(MARKUP.size())));
        };
    }

    /// Mostly after the header, so that there is a stream to read; often at markup.
    private static int place(byte[] stream, Random random) {
        int from = random.nextInt(10) == 0 ? 0 : Math.min(stream.length - 1, 200);
        int at = from + random.nextInt(Math.max(stream.length - from, 1));
        if (random.nextBoolean()) {
            for (int i = at; i < Math.min(at + 30, stream.length); i++) {
                if ("<>&'\"=/: ".indexOf(stream[i]) >= 0) {
                    return i;
                }
            }
        }
        return at;
    }

    private static byte[] replaced(byte[] stream, int at, int length, byte[] by) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(stream, 0, at);
        out.writeBytes(by);
        int rest = Math.min(at + length, stream.length);
        out.write(stream, rest, stream.length - rest);
        byte[] result = out.toByteArray();
        return result.length == 0 ? new byte[] {'x'} : result;
    }
}
