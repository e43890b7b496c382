package org.rehome.e2e.conformance;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.rehome.conformance.Requirement;
import org.rehome.conformance.Spec;
import org.rehome.e2e.suite.Project;

/// The tests of all modules that name requirements.
final class Proofs {
    private static final List<String> MODULES = List.of("xmpp", "edge-proxy", "gateway", "dns-service", "e2e");

    private Proofs() {}

    static List<Proof> all() {
        return MODULES.stream().flatMap(Proofs::of).sorted().toList();
    }

    private static Stream<Proof> of(String module) {
        Path target = Project.root().resolve(module).resolve("target");
        if (!Files.isDirectory(target.resolve("test-classes"))) {
            return Stream.empty();
        }
        Reports reports = Reports.in(target.resolve("surefire-reports"));
        List<Proof> proofs = new ArrayList<>();
        for (JavaClass each : new ClassFileImporter().importPath(target.resolve("test-classes"))) {
            if (!each.getModifiers().contains(JavaModifier.ABSTRACT)) {
                tests(each).forEach(test -> requirements(each, test)
                        .map(requirement -> new Proof(
                                requirement,
                                module,
                                simpleName(each) + "." + test.getName(),
                                reports.of(each.getName(), test.getName())))
                        .forEach(proofs::add));
            }
        }
        return proofs.stream();
    }

    private static Stream<JavaMethod> tests(JavaClass testClass) {
        return testClass.getAllMethods().stream()
                .filter(method ->
                        method.isAnnotatedWith(Test.class) || method.isAnnotatedWith(ParameterizedTest.class));
    }

    private static Stream<Requirement> requirements(JavaClass testClass, JavaMethod test) {
        return Stream.concat(
                        test.tryGetAnnotationOfType(Spec.class).stream(),
                        Stream.of(testClass, test.getOwner())
                                .flatMap(each -> each.tryGetAnnotationOfType(Spec.class).stream()))
                .flatMap(spec -> Arrays.stream(spec.value()))
                .distinct();
    }

    private static String simpleName(JavaClass each) {
        return each.getName().substring(each.getPackageName().length() + 1).replace('$', '.');
    }
}
