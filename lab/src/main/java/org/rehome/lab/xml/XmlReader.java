package org.rehome.lab.xml;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A pull parser for one direction of an XMPP stream. It is strict on purpose: what RFC 6120 §11.1 restricts, what is
/// not well-formed or not namespace-well-formed ends in a [StreamException], because the lab is the witness of what
/// the services emit.
///
/// One thread reads; not thread-safe.
public final class XmlReader {
    private static final int SOURCE_LIMIT = 1024 * 1024;
    private static final int DEPTH_LIMIT = 64;

    private final Utf8Input in;
    private final XmlSyntax syntax;
    private @Nullable Tag root;
    private Scope rootScope = Scope.root();
    private String contentNamespace = "";

    public XmlReader(InputStream in) {
        this.in = new Utf8Input(in, SOURCE_LIMIT);
        this.syntax = new XmlSyntax(this.in);
    }

    static Element parse(String xml) {
        byte[] octets = xml.getBytes(StandardCharsets.UTF_8);
        XmlReader reader = new XmlReader(new ByteArrayInputStream(octets));
        try {
            reader.syntax.expect('<');
            Element element = reader.element(Scope.root(), 1);
            if (reader.in.read() != Utf8Input.END) {
                throw new StreamException("not-well-formed", "more than one element");
            }
            return element;
        } catch (IOException e) {
            throw new IllegalArgumentException("not one XML element: " + e.getMessage(), e);
        }
    }

    /// Expects a new stream header next, on the same transport (RFC 6120 §4.3.3).
    public void restart() {
        root = null;
        rootScope = Scope.root();
        contentNamespace = "";
    }

    /// Waits for the next event.
    ///
    /// @throws StreamException if the peer broke the rules of XML or of RFC 6120 §11
    public XmlEvent next() throws IOException {
        in.mark();
        Tag open = root;
        if (open == null) {
            return open();
        }
        int c = skipKeepalives();
        if (c == Utf8Input.END) {
            return new XmlEvent.EndOfInput();
        }
        if (c != '<') {
            throw new StreamException("bad-format", "text between first-level elements");
        }
        in.mark();
        in.read();
        if (in.peek() == '/') {
            in.read();
            syntax.endTag(open.qualifiedName());
            return new XmlEvent.Closed();
        }
        return new XmlEvent.Child(element(rootScope, 1), in.source());
    }

    /// White space between first-level elements keeps the connection alive and means nothing (RFC 6120 §4.6.1).
    private int skipKeepalives() throws IOException {
        while (XmlSyntax.isSpace(in.peek())) {
            in.read();
            in.mark();
        }
        return in.peek();
    }

    private XmlEvent open() throws IOException {
        if (skipKeepalives() == Utf8Input.END) {
            return new XmlEvent.EndOfInput();
        }
        syntax.expect('<');
        if (in.peek() == '?') {
            syntax.declaration();
            syntax.skipSpace();
            syntax.expect('<');
        }
        Tag tag = tag(Scope.root());
        if (tag.empty()) {
            throw new StreamException("not-well-formed", "the stream header is an empty element");
        }
        root = tag;
        rootScope = tag.scope();
        String declared = tag.scope().lookup("");
        contentNamespace = declared == null ? "" : declared;
        Element header = new Element(tag.namespace(), tag.name(), tag.attributes(), List.of());
        return new XmlEvent.Opened(header, tag.prefix(), contentNamespace);
    }

    /// Reads an element whose `<` is already consumed.
    private Element element(Scope outer, int depth) throws IOException {
        if (depth > DEPTH_LIMIT) {
            throw new StreamException("policy-violation", "elements nested more than " + DEPTH_LIMIT + " deep");
        }
        Tag tag = tag(outer);
        List<Node> children = tag.empty() ? List.of() : content(tag, depth);
        String namespace = tag.namespace();
        String inside = namespace.equals(contentNamespace) ? Namespaces.CONTENT : namespace;
        return new Element(inside, tag.name(), tag.attributes(), children);
    }

    private List<Node> content(Tag tag, int depth) throws IOException {
        List<Node> children = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        while (true) {
            if (!syntax.characters(text)) {
                throw new EOFException("the transport ended inside <" + tag.qualifiedName() + ">");
            }
            int next = in.peek();
            if (next == '!') {
                syntax.cdata(text);
                continue;
            }
            if (!text.isEmpty()) {
                children.add(new Text(text.toString()));
                text.setLength(0);
            }
            if (next == '/') {
                in.read();
                syntax.endTag(tag.qualifiedName());
                return children;
            }
            children.add(element(tag.scope(), depth + 1));
        }
    }

    private record Tag(
            String prefix, String name, String namespace, Map<String, String> attributes, Scope scope, boolean empty) {
        String qualifiedName() {
            return prefix.isEmpty() ? name : prefix + ":" + name;
        }
    }

    private Tag tag(Scope outer) throws IOException {
        if (in.peek() == '?' || in.peek() == '!') {
            throw syntax.restricted();
        }
        String qualifiedName = syntax.name();
        Map<String, String> written = new LinkedHashMap<>();
        boolean empty = syntax.attributes(written);
        Map<String, String> declarations = declarations(written);
        Scope scope = outer.inner(declarations);
        Map<String, String> attributes = new LinkedHashMap<>();
        for (Map.Entry<String, String> entry : written.entrySet()) {
            String name = entry.getKey();
            if (name.equals("xmlns") || name.startsWith("xmlns:")) {
                continue;
            }
            if (attributes.put(expanded(name, scope), entry.getValue()) != null) {
                throw new StreamException("not-well-formed", "attribute " + name + " twice");
            }
        }
        int colon = qualifiedName.indexOf(':');
        String prefix = colon < 0 ? "" : qualifiedName.substring(0, colon);
        String name = qualifiedName.substring(colon + 1);
        return new Tag(prefix, name, bound(prefix, scope), attributes, scope, empty);
    }

    private static Map<String, String> declarations(Map<String, String> written) throws StreamException {
        Map<String, String> declarations = new HashMap<>();
        for (Map.Entry<String, String> entry : written.entrySet()) {
            if (entry.getKey().equals("xmlns")) {
                declarations.put("", entry.getValue());
            } else if (entry.getKey().startsWith("xmlns:")) {
                String prefix = entry.getKey().substring("xmlns:".length());
                if (prefix.isEmpty() || entry.getValue().isEmpty()) {
                    throw new StreamException("not-well-formed", "an empty namespace declaration");
                }
                declarations.put(prefix, entry.getValue());
            }
        }
        return declarations;
    }

    private static String expanded(String name, Scope scope) throws StreamException {
        int colon = name.indexOf(':');
        if (colon < 0 || name.startsWith("xml:")) {
            return name;
        }
        return "{" + bound(name.substring(0, colon), scope) + "}" + name.substring(colon + 1);
    }

    private static String bound(String prefix, Scope scope) throws StreamException {
        String namespace = scope.lookup(prefix);
        if (namespace == null) {
            throw new StreamException("not-well-formed", "prefix " + prefix + " is not bound");
        }
        return namespace;
    }
}
