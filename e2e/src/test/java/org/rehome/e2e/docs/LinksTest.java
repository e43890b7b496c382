package org.rehome.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.rehome.e2e.suite.Project;

class LinksTest {
    @Test
    void there_are_pages_to_check() {
        assertThat(Documents.markdown()).contains(Project.root().resolve("README.md"));
    }

    @Test
    void every_link_of_every_page_resolves() {
        List<String> broken = new ArrayList<>();
        for (Path page : Documents.markdown()) {
            for (String link : Markdown.links(Documents.text(page).orElseThrow())) {
                defect(page, link).ifPresent(reason -> broken.add(Documents.name(page) + ": " + link + " " + reason));
            }
        }
        assertThat(broken).isEmpty();
    }

    private static Optional<String> defect(Path page, String link) {
        URI target = URI.create(link);
        if (target.getScheme() != null) {
            return Optional.empty();
        }
        String path = Objects.requireNonNullElse(target.getPath(), "");
        Path file = path.isEmpty()
                ? page
                : Objects.requireNonNull(page.getParent()).resolve(path).normalize();
        if (!Files.exists(file)) {
            return Optional.of("leads nowhere");
        }
        if (!file.startsWith(Project.root())) {
            return Optional.of("leads out of the project");
        }
        String anchor = target.getFragment();
        boolean named = anchor == null
                || !file.toString().endsWith(".md")
                || Markdown.anchors(Documents.text(file).orElseThrow()).contains(anchor);
        return named ? Optional.empty() : Optional.of("names no heading");
    }
}
