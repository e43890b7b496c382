package org.rehome.e2e.docs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The links and headings of a page. What stands in fences and in back quotes is code, not links.
final class Markdown {
    private static final Pattern FENCE = Pattern.compile("(?m)^ {0,3}(```+|~~~+)[\\s\\S]*?^ {0,3}\\1[`~]*\\s*$");
    private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
    private static final Pattern LINK =
            Pattern.compile("\\[[^\\]]*\\]\\(\\s*<?([^)\\s>]+)>?(?:\\s+\"[^\"]*\")?\\s*\\)");
    private static final Pattern REFERENCE = Pattern.compile("(?m)^ {0,3}\\[[^\\]]+\\]:\\s*<?(\\S+?)>?(?:\\s|$)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6}\\s+(.+?)\\s*#*$");

    private Markdown() {}

    /// The targets of the links, as written.
    static List<String> links(String page) {
        String prose = CODE.matcher(FENCE.matcher(page).replaceAll("")).replaceAll("");
        List<String> links = new ArrayList<>();
        for (Pattern form : List.of(LINK, REFERENCE)) {
            Matcher matcher = form.matcher(prose);
            while (matcher.find()) {
                links.add(matcher.group(1));
            }
        }
        return links;
    }

    /// What a link can name after its `#`, by the rules of the usual code hosts.
    static List<String> anchors(String page) {
        List<String> anchors = new ArrayList<>();
        Map<String, Integer> uses = new HashMap<>();
        Matcher matcher = HEADING.matcher(FENCE.matcher(page).replaceAll(""));
        while (matcher.find()) {
            String anchor = matcher.group(1)
                    .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N}\\s_-]", "")
                    .replace(' ', '-');
            int earlier = uses.merge(anchor, 1, Integer::sum) - 1;
            anchors.add(earlier == 0 ? anchor : anchor + "-" + earlier);
        }
        return anchors;
    }
}
