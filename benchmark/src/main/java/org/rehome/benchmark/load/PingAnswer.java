package org.rehome.benchmark.load;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The answer to a ping (XEP-0199). A gateway sends one behind what it delivers, and its answer is the
/// proof that all of that was processed (RFC 6120 §10.1).
final class PingAnswer {
    private static final Pattern ATTRIBUTE = Pattern.compile("\\s(id|from|to|type)\\s*=\\s*(?:'([^']*)'|\"([^\"]*)\")");

    private PingAnswer() {}

    /// @param request an iq element
    /// @return the answer; nothing for what is itself an answer
    static String to(String request) {
        String id = "";
        String from = "";
        String to = "";
        String type = "";
        Matcher matcher = ATTRIBUTE.matcher(request.substring(0, request.indexOf('>')));
        while (matcher.find()) {
            String value = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
            switch (matcher.group(1)) {
                case "id" -> id = value;
                case "from" -> from = value;
                case "to" -> to = value;
                default -> type = value;
            }
        }
        if (!type.equals("get")) {
            return "";
        }
        return "<iq type='result' id=" + quoted(id) + " from=" + quoted(to) + " to=" + quoted(from) + "/>";
    }

    /// The value goes back as it was escaped, but for the quote.
    private static String quoted(String value) {
        return "'" + value.replace("'", "&apos;") + "'";
    }
}
