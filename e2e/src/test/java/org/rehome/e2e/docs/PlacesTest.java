package org.rehome.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A clone builds anywhere: what is fetched, comes from where each machine's own settings say.
class PlacesTest {
    /// The wrapper cannot know without an address where the build tool itself comes from.
    private static final Set<String> MAY_NAME_A_REGISTRY = Set.of(".mvn/wrapper/maven-wrapper.properties");

    private static final Map<String, Pattern> REGISTRY = Map.of(
            "a registry",
            Pattern.compile(
                    "(?i)\\b(?:repo1?\\.maven(?:\\.apache)?\\.org|central\\.sonatype\\.\\w+|oss\\.sonatype\\.org"
                            + "|registry\\.npmjs\\.org|registry-1\\.docker\\.io|index\\.docker\\.io|quay\\.io|ghcr\\.io|gcr\\.io"
                            + "|(?:deb|security|ftp\\.\\w+)\\.debian\\.org|pypi\\.org|registry\\.quarkus\\.io)\\b"),
            "a mirror or proxy",
            Pattern.compile("(?i)https?://[\\w.-]*(?:artifactory|nexus|mirror|proxy|registry)[\\w.-]*[:/]"));

    private static final Map<String, Pattern> MACHINE = Map.of(
            "somebody's folder",
            Pattern.compile("(?<![\\w$}.])/(?:home/\\w|root/\\.|Users/\\w|work/)"),
            "a private address",
            Pattern.compile("(?<!§)(?<!section )\\b(?:10(?:\\.\\d{1,3}){3}|192\\.168(?:\\.\\d{1,3}){2}"
                    + "|172\\.(?:1[6-9]|2\\d|3[01])(?:\\.\\d{1,3}){2})\\b"));

    @Test
    void no_file_names_a_registry() {
        List<Path> files = Documents.all().stream()
                .filter(file -> !MAY_NAME_A_REGISTRY.contains(Documents.name(file)))
                .toList();
        assertThat(findings(files, REGISTRY)).isEmpty();
    }

    @Test
    void no_file_names_a_place_of_one_machine() {
        assertThat(findings(Documents.all(), MACHINE)).isEmpty();
    }

    private static List<String> findings(List<Path> files, Map<String, Pattern> patterns) {
        List<String> findings = new ArrayList<>();
        for (Path file : files) {
            // This file has to name them.
            if (!file.getFileName().toString().equals("PlacesTest.java")) {
                Documents.text(file).stream()
                        .flatMap(text -> findings(text, patterns))
                        .forEach(finding -> findings.add(Documents.name(file) + " names " + finding));
            }
        }
        return findings;
    }

    private static Stream<String> findings(String text, Map<String, Pattern> patterns) {
        return patterns.entrySet().stream().flatMap(each -> {
            Matcher matcher = each.getValue().matcher(text);
            return matcher.results().map(found -> each.getKey() + ": " + found.group());
        });
    }
}
