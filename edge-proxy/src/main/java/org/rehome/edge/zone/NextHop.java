package org.rehome.edge.zone;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A host and port in the form `host[:port]`, an IPv6 address in brackets.
///
/// @param host a name or an address, without brackets
public record NextHop(String host, int port) {
    private static final Pattern FORM = Pattern.compile("(\\[([0-9a-fA-F:.]+)]|([^\\[\\]:\\s]+))(:([0-9]{1,5}))?");

    public NextHop {
        if (host.isBlank() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("not a host and port: " + host + ":" + port);
        }
    }

    /// @throws IllegalArgumentException when the text has another form
    public static NextHop parse(String text, int defaultPort) {
        Matcher matcher = FORM.matcher(text.trim());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not of the form host[:port]");
        }
        String bracketed = matcher.group(2);
        String port = matcher.group(5);
        return new NextHop(
                bracketed == null ? matcher.group(3) : bracketed, port == null ? defaultPort : Integer.parseInt(port));
    }
}
