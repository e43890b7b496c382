package org.rehome.xmpp.stream;

import org.jspecify.annotations.Nullable;

/// Finds where headers and first-level elements end, byte by byte, and refuses what no stream may hold (RFC 6120 §11.1)
/// at the byte that shows it. It looks only at markup; names, namespaces, attributes and references are checked when an
/// element is whole.
final class ElementScanner {
    /// What a byte completes.
    enum Mark {
        NONE,
        HEADER,
        ELEMENT,
        END
    }

    private enum State {
        PROLOG,
        CONTENT,
        MARKUP,
        DECLARATION,
        BANG,
        OPEN_TAG,
        QUOTED,
        CLOSE_TAG,
        CDATA
    }

    private static final String CDATA_START = "[CDATA[";

    /// No name is longer, in bytes; many parsers have a bound, some at 1,000 characters.
    private static final int MAX_NAME = 1_000;

    private StreamLimits limits;
    private State state = State.PROLOG;
    private int depth;
    private int elements;
    private int attributes;
    private int quote;
    private int previous;
    private int beforePrevious;
    private int matched;
    private int nameLength;
    private boolean begun;
    private boolean whitespace;
    private StreamItem.@Nullable Broken broken;

    ElementScanner(StreamLimits limits) {
        this.limits = limits;
    }

    /// Goes on with other limits.
    void limits(StreamLimits others) {
        limits = others;
    }

    /// The reason why the stream must be closed; null while there is none.
    StreamItem.@Nullable Broken broken() {
        return broken;
    }

    /// True between first-level elements, where white space is no part of an element.
    boolean between() {
        return depth == 1 && state == State.CONTENT;
    }

    /// True once when white space was seen between elements.
    boolean takeWhitespace() {
        boolean seen = whitespace;
        whitespace = false;
        return seen;
    }

    /// Passes over bytes that are only text, or only part of an attribute's value.
    ///
    /// @param to where to stop at the latest
    /// @return where the first byte is that is to be accepted
    int skip(byte[] bytes, int from, int to) {
        boolean text = state == State.CONTENT && depth > 1;
        if (!text && state != State.QUOTED) {
            return from;
        }
        int end = text ? '>' : quote;
        int at = from;
        while (at < to && isPlain(bytes[at], end)) {
            at++;
        }
        if (at > from) {
            beforePrevious = at - from > 1 ? bytes[at - 2] : previous;
            previous = bytes[at - 1];
        }
        return at;
    }

    private static boolean isPlain(byte b, int end) {
        return b != '<' && b != end && (b >= ' ' || b < 0);
    }

    /// Takes the next byte.
    Mark accept(int b) {
        Mark mark =
                switch (state) {
                    case PROLOG -> prolog(b);
                    case CONTENT -> content(b);
                    case MARKUP -> markup(b);
                    case DECLARATION -> declaration(b);
                    case BANG -> bang(b);
                    case OPEN_TAG -> openTag(b);
                    case QUOTED -> quoted(b);
                    case CLOSE_TAG -> closeTag(b);
                    case CDATA -> cdata(b);
                };
        if (b >= 0 && b < ' ' && !isWhitespace(b)) {
            control(b);
        }
        beforePrevious = previous;
        previous = b;
        return mark;
    }

    private void control(int b) {
        if (b == 0 && depth == 0) {
            fail(StreamErrorCondition.UNSUPPORTED_ENCODING, "UTF-16 or UTF-32: only UTF-8 is spoken here");
        } else {
            fail(StreamErrorCondition.NOT_WELL_FORMED, "control character " + b);
        }
    }

    private Mark prolog(int b) {
        if (b == '<') {
            state = State.MARKUP;
        } else if (b == (byte) 0xFE || b == (byte) 0xFF) {
            fail(StreamErrorCondition.UNSUPPORTED_ENCODING, "only UTF-8 is spoken here");
        } else if (b != 0 && !isWhitespace(b)) {
            fail(StreamErrorCondition.NOT_WELL_FORMED, "a stream begins with its header");
        }
        return Mark.NONE;
    }

    private Mark content(int b) {
        if (b == '<') {
            state = State.MARKUP;
            if (depth == 1) {
                elements = 0;
            }
        } else if (depth == 1) {
            whitespace = true;
            if (!isWhitespace(b)) {
                fail(StreamErrorCondition.BAD_FORMAT, "text between first-level elements");
            }
        } else if (b == '>' && previous == ']' && beforePrevious == ']') {
            fail(StreamErrorCondition.NOT_WELL_FORMED, "]]> in text");
        }
        return Mark.NONE;
    }

    private Mark markup(int b) {
        switch (b) {
            case '/' -> {
                nameLength = 0;
                state = State.CLOSE_TAG;
            }
            case '?' -> {
                if (begun) {
                    fail(StreamErrorCondition.RESTRICTED_XML, "processing instruction");
                }
                state = State.DECLARATION;
            }
            case '!' -> {
                matched = 0;
                state = State.BANG;
            }
            default -> {
                attributes = 0;
                nameLength = 1;
                state = State.OPEN_TAG;
                if (++elements > limits.elements()) {
                    fail(StreamErrorCondition.POLICY_VIOLATION, "more than " + limits.elements() + " elements");
                }
                if (b == '>' || b == '<' || isWhitespace(b)) {
                    fail(StreamErrorCondition.NOT_WELL_FORMED, "a tag without a name");
                }
            }
        }
        begun = true;
        return Mark.NONE;
    }

    private Mark declaration(int b) {
        if (b == '>' && previous == '?') {
            state = State.PROLOG;
        }
        return Mark.NONE;
    }

    private Mark bang(int b) {
        if (matched == 0 && b != '[') {
            fail(StreamErrorCondition.RESTRICTED_XML, b == '-' ? "comment" : "document type declaration");
        } else if (b != CDATA_START.charAt(matched)) {
            fail(StreamErrorCondition.NOT_WELL_FORMED, "markup that is none");
        } else if (++matched == CDATA_START.length()) {
            state = State.CDATA;
            if (depth < 2) {
                fail(StreamErrorCondition.BAD_FORMAT, "text between first-level elements");
            }
            // the brackets of the start are no part of its end
            previous = 0;
            return Mark.NONE;
        }
        return Mark.NONE;
    }

    private Mark cdata(int b) {
        if (b == '>' && previous == ']' && beforePrevious == ']') {
            state = State.CONTENT;
        }
        return Mark.NONE;
    }

    private Mark openTag(int b) {
        switch (b) {
            case '"', '\'' -> {
                quote = b;
                state = State.QUOTED;
                if (++attributes > limits.attributes()) {
                    fail(StreamErrorCondition.POLICY_VIOLATION, "more than " + limits.attributes() + " attributes");
                }
            }
            case '<' -> fail(StreamErrorCondition.NOT_WELL_FORMED, "< in a tag");
            case '>' -> {
                nameEnds();
                return previous == '/' ? emptyElement() : opened();
            }
            case ' ', '\t', '\n', '\r', '=', '/' -> nameEnds();
            default -> name();
        }
        return Mark.NONE;
    }

    /// Aalto takes `xmlns:=''` for a declaration of the default namespace.
    private void nameEnds() {
        nameLength = 0;
        if (previous == ':') {
            fail(StreamErrorCondition.NOT_WELL_FORMED, "a name that ends in a colon");
        }
    }

    /// Which characters make a name is checked when the element is whole.
    private void name() {
        if (++nameLength > MAX_NAME) {
            fail(StreamErrorCondition.POLICY_VIOLATION, "a name of more than " + MAX_NAME + " bytes");
        }
    }

    private Mark quoted(int b) {
        if (b == quote) {
            nameLength = 0;
            state = State.OPEN_TAG;
        } else if (b == '<') {
            fail(StreamErrorCondition.NOT_WELL_FORMED, "< in an attribute");
        }
        return Mark.NONE;
    }

    private Mark closeTag(int b) {
        if (b != '>') {
            if (!isWhitespace(b)) {
                name();
            }
            return Mark.NONE;
        }
        state = State.CONTENT;
        depth--;
        if (depth < 0) {
            fail(StreamErrorCondition.NOT_WELL_FORMED, "a closing tag without its start");
        }
        return closed();
    }

    private Mark opened() {
        state = State.CONTENT;
        if (++depth > limits.depth()) {
            fail(StreamErrorCondition.POLICY_VIOLATION, "nested deeper than " + limits.depth());
        }
        return depth == 1 ? Mark.HEADER : Mark.NONE;
    }

    private Mark emptyElement() {
        state = State.CONTENT;
        if (depth == 0) {
            fail(StreamErrorCondition.BAD_FORMAT, "a stream that ends in its header");
        }
        return closed();
    }

    private Mark closed() {
        return switch (depth) {
            case 0 -> Mark.END;
            case 1 -> Mark.ELEMENT;
            default -> Mark.NONE;
        };
    }

    private void fail(StreamErrorCondition condition, String detail) {
        if (broken == null) {
            broken = new StreamItem.Broken(condition, detail);
        }
    }

    private static boolean isWhitespace(int b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
