package org.rehome.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarkdownTest {
    private static final String PAGE = """
            # Rehome, a page
            See [one](one.md), [`two`](docs/two.md#a-part "title") and ![three](three.png).
            Not `[code](code.md)`.
            ```
            ## no heading
            [fenced](fenced.md)
            ```
            ## A part
            ## A part
            [later]: docs/later.md
            """;

    @Test
    void links_are_found_and_code_is_none() {
        assertThat(Markdown.links(PAGE)).containsExactly("one.md", "docs/two.md#a-part", "three.png", "docs/later.md");
    }

    @Test
    void headings_are_anchors() {
        assertThat(Markdown.anchors(PAGE)).containsExactly("rehome-a-page", "a-part", "a-part-1");
    }
}
