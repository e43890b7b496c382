package org.rehome.lab.xml;

import java.io.EOFException;
import java.io.IOException;
import java.util.Map;

/// The tokens of XML 1.0, as far as RFC 6120 §11 allows them.
final class XmlSyntax {
    private final Utf8Input in;

    XmlSyntax(Utf8Input in) {
        this.in = in;
    }

    /// Skips white space and tells the character that follows, without consuming it.
    int skipSpace() throws IOException {
        while (isSpace(in.peek())) {
            in.read();
        }
        return in.peek();
    }

    void expect(int wanted) throws IOException {
        int c = in.read();
        if (c == Utf8Input.END) {
            throw new EOFException("the transport ended inside a tag");
        }
        if (c != wanted) {
            throw malformed("'%s' where '%s' belongs".formatted(Character.toString(c), Character.toString(wanted)));
        }
    }

    /// The rest of an XML declaration whose `<` is consumed.
    void declaration() throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.length() < 3 || text.charAt(text.length() - 1) != '>') {
            int c = in.read();
            if (c == Utf8Input.END) {
                throw new EOFException("the transport ended inside the XML declaration");
            }
            text.appendCodePoint(c);
            if (text.length() > 200) {
                throw malformed("an over-long XML declaration");
            }
        }
        if (!text.toString().matches("\\?xml\\s+version\\s*=\\s*[\"']1\\.[0-9]+[\"'][^<>]*\\?>")) {
            throw restricted();
        }
    }

    /// A name; at most one colon, neither first nor last (Namespaces in XML 1.0 §4).
    String name() throws IOException {
        StringBuilder name = new StringBuilder();
        if (!isNameStart(in.peek())) {
            throw malformed("a name cannot start with '%s'".formatted(printable(in.peek())));
        }
        int colons = 0;
        while (isNamePart(in.peek())) {
            int c = in.read();
            colons += c == ':' ? 1 : 0;
            name.appendCodePoint(c);
        }
        int last = name.charAt(name.length() - 1);
        if (colons > 1 || name.charAt(0) == ':' || last == ':') {
            throw malformed("name " + name + " has a misplaced colon");
        }
        return name.toString();
    }

    /// Reads attributes up to the end of the start tag.
    ///
    /// @return whether the element is empty
    boolean attributes(Map<String, String> attributes) throws IOException {
        while (true) {
            boolean spaced = isSpace(in.peek());
            int c = skipSpace();
            if (c == '>') {
                in.read();
                return false;
            }
            if (c == '/') {
                in.read();
                expect('>');
                return true;
            }
            if (c == Utf8Input.END) {
                throw new EOFException("the transport ended inside a tag");
            }
            if (!spaced) {
                throw malformed("attributes are separated by white space");
            }
            String name = name();
            skipSpace();
            expect('=');
            skipSpace();
            if (attributes.put(name, attributeValue()) != null) {
                throw malformed("attribute " + name + " twice");
            }
        }
    }

    private String attributeValue() throws IOException {
        int quote = in.read();
        if (quote != '\'' && quote != '"') {
            throw malformed("an attribute value without quotes");
        }
        StringBuilder value = new StringBuilder();
        while (true) {
            int c = in.read();
            if (c == quote) {
                return value.toString();
            }
            switch (c) {
                case Utf8Input.END -> throw new EOFException("the transport ended inside an attribute");
                case '<' -> throw malformed("'<' in an attribute value");
                case '&' -> value.appendCodePoint(reference());
                case '\t', '\n', '\r' -> value.append(' ');
                default -> value.appendCodePoint(c);
            }
        }
    }

    /// Reads character data up to and with the next `<`.
    ///
    /// @return false if the transport ended
    boolean characters(StringBuilder text) throws IOException {
        int brackets = 0;
        while (true) {
            int c = in.read();
            if (c == Utf8Input.END) {
                return false;
            }
            if (c == '<') {
                return true;
            }
            if (c == '>' && brackets >= 2) {
                throw malformed("]]> in character data");
            }
            brackets = c == ']' ? brackets + 1 : 0;
            if (c == '&') {
                text.appendCodePoint(reference());
            } else {
                appendWithLineEnds(text, c);
            }
        }
    }

    /// XML 1.0 §2.11: a line ends with LF, whatever was written.
    private void appendWithLineEnds(StringBuilder text, int c) throws IOException {
        if (c != '\r') {
            text.appendCodePoint(c);
            return;
        }
        text.append('\n');
        if (in.peek() == '\n') {
            in.read();
        }
    }

    /// The rest of a CDATA section whose `<` is consumed; anything else that starts with `<!` is restricted.
    void cdata(StringBuilder text) throws IOException {
        in.read();
        for (char wanted : "[CDATA[".toCharArray()) {
            if (in.peek() != wanted) {
                throw restricted();
            }
            in.read();
        }
        int start = text.length();
        while (true) {
            int c = in.read();
            if (c == Utf8Input.END) {
                throw new EOFException("the transport ended inside a CDATA section");
            }
            int end = text.length();
            if (c == '>' && end - start >= 2 && text.charAt(end - 1) == ']' && text.charAt(end - 2) == ']') {
                text.setLength(end - 2);
                return;
            }
            appendWithLineEnds(text, c);
        }
    }

    private int reference() throws IOException {
        StringBuilder name = new StringBuilder();
        int c = in.read();
        while (c != ';') {
            if (c == Utf8Input.END) {
                throw new EOFException("the transport ended inside a reference");
            }
            name.appendCodePoint(c);
            if (name.length() > 10 || c == '<' || c == '&' || isSpace(c)) {
                throw malformed("'&' that starts no reference");
            }
            c = in.read();
        }
        return switch (name.toString()) {
            case "lt" -> '<';
            case "gt" -> '>';
            case "amp" -> '&';
            case "apos" -> '\'';
            case "quot" -> '"';
            default -> numeric(name.toString());
        };
    }

    private static int numeric(String name) throws StreamException {
        if (!name.matches("#([0-9]+|x[0-9A-Fa-f]+)")) {
            throw new StreamException("restricted-xml", "entity reference &" + name + ";");
        }
        boolean hexadecimal = name.charAt(1) == 'x';
        long c = Long.parseLong(name.substring(hexadecimal ? 2 : 1), hexadecimal ? 16 : 10);
        if (c > 0x10FFFF || !Utf8Input.allowed((int) c)) {
            throw malformed("reference to a character that XML forbids");
        }
        return (int) c;
    }

    /// The rest of an end tag whose `</` is consumed.
    void endTag(String qualifiedName) throws IOException {
        String name = name();
        if (!name.equals(qualifiedName)) {
            throw malformed("</" + name + "> closes <" + qualifiedName + ">");
        }
        skipSpace();
        expect('>');
    }

    StreamException restricted() {
        return new StreamException("restricted-xml", "comment, processing instruction or document type");
    }

    private static StreamException malformed(String message) {
        return new StreamException("not-well-formed", message);
    }

    private static String printable(int c) {
        return c < 0 ? "end of input" : Character.toString(c);
    }

    static boolean isSpace(int c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    private static boolean isNameStart(int c) {
        return c == ':'
                || c == '_'
                || (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || (c >= 0xC0 && c <= 0x2FF && c != 0xD7 && c != 0xF7)
                || (c >= 0x370 && c <= 0x1FFF && c != 0x37E)
                || (c >= 0x200C && c <= 0x200D)
                || (c >= 0x2070 && c <= 0x218F)
                || (c >= 0x2C00 && c <= 0x2FEF)
                || (c >= 0x3001 && c <= 0xD7FF)
                || (c >= 0xF900 && c <= 0xFDCF)
                || (c >= 0xFDF0 && c <= 0xFFFD)
                || (c >= 0x10000 && c <= 0xEFFFF);
    }

    private static boolean isNamePart(int c) {
        return isNameStart(c)
                || c == '-'
                || c == '.'
                || c == 0xB7
                || (c >= '0' && c <= '9')
                || (c >= 0x300 && c <= 0x36F)
                || (c >= 0x203F && c <= 0x2040);
    }
}
