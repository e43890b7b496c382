package org.rehome.e2e.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.rehome.e2e.conformance.Proof.Outcome;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/// How the tests of a module ended, by what Surefire wrote.
final class Reports {
    private final Map<String, Outcome> outcomes = new HashMap<>();

    /// @param folder `target/surefire-reports` of a module
    static Reports in(Path folder) {
        Reports reports = new Reports();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
                        .forEach(reports::read);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return reports;
    }

    /// The file is named after the class; in it a class has the name that is displayed.
    private void read(Path file) {
        String name = file.getFileName().toString();
        String testClass = name.substring("TEST-".length(), name.length() - ".xml".length());
        try {
            NodeList cases = DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(file.toFile())
                    .getElementsByTagName("testcase");
            for (int i = 0; i < cases.getLength(); i++) {
                if (cases.item(i) instanceof Element each) {
                    outcomes.merge(testClass + "." + method(each), outcome(each), Reports::worse);
                }
            }
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new IllegalStateException(file + " is no report", e);
        }
    }

    /// Each row of a table is a case of its own, named by the method and the row.
    private static String method(Element testcase) {
        return testcase.getAttribute("name").split("[(\\[{]", 2)[0].strip();
    }

    private static Outcome outcome(Element testcase) {
        if (testcase.getElementsByTagName("skipped").getLength() > 0) {
            return Outcome.NOT_RUN;
        }
        boolean bad = testcase.getElementsByTagName("failure").getLength() > 0
                || testcase.getElementsByTagName("error").getLength() > 0;
        return bad ? Outcome.FAILED : Outcome.PASSED;
    }

    private static Outcome worse(Outcome one, Outcome other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    Outcome of(String testClass, String method) {
        return outcomes.getOrDefault(testClass + "." + method, Outcome.NOT_RUN);
    }
}
