package org.rehome.e2e.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.rehome.e2e.suite.Project;

/// The arrows of docs/architecture.md: between the modules, and inside a service between its core and its
/// rim.
class ArrowsTest {
    /// The rim of a service, where sockets, Kafka, HTTP, files and databases are. Every other package is
    /// core.
    private static final Set<String> RIM = Set.of("api", "bus", "client", "link", "socket", "store", "zone");

    private static final String[] INPUT_AND_OUTPUT = {
        "java.sql..",
        "javax.sql..",
        "java.net.http..",
        "java.nio.file..",
        "java.nio.channels..",
        "io.vertx..",
        "io.netty..",
        "io.quarkus..",
        "jakarta..",
        "org.apache.kafka..",
        "org.jboss..",
        "org.xbill..",
    };

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importPaths(
                    Arrays.stream(Module.values()).map(ArrowsTest::compiled).toList());

    private static Path compiled(Module module) {
        return Project.root().resolve(module.folder()).resolve("target/classes");
    }

    @ParameterizedTest
    @EnumSource
    void every_module_was_compiled_and_keeps_to_its_package(Module module) {
        JavaClasses own = new ClassFileImporter().importPaths(compiled(module));
        assertThat(own).as("classes in %s", compiled(module)).isNotEmpty();
        assertThat(own).allMatch(each -> module.holds(each.getPackageName()));
    }

    @ParameterizedTest
    @EnumSource
    void a_module_knows_only_the_modules_that_its_arrows_lead_to(Module module) {
        check(classes()
                .that(areIn(module))
                .should()
                .onlyDependOnClassesThat(describe(
                        "are of a module that " + module.folder() + " may know, or of none",
                        other -> Module.of(other.getPackageName())
                                .map(module::mayKnow)
                                .orElse(true))));
    }

    @Test
    void xmpp_knows_no_Kafka_and_no_sockets() {
        check(noClasses()
                .that(areIn(Module.XMPP))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(INPUT_AND_OUTPUT));
    }

    @Test
    void backbone_knows_no_XML() {
        check(noClasses()
                .that(areIn(Module.BACKBONE))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "javax.xml..", "org.xml..", "org.w3c..", "org.codehaus.stax2..", "com.fasterxml.aalto.."));
    }

    @Test
    void contracts_are_plain_Java() {
        check(noClasses()
                .that(areIn(Module.CONTRACTS))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(INPUT_AND_OUTPUT));
    }

    @Test
    void lab_has_its_own_XMPP_code() {
        check(noClasses()
                .that(areIn(Module.LAB))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.fasterxml.aalto..", "org.jivesoftware.smack..", "org.jxmpp.."));
    }

    @ParameterizedTest
    @FieldSource("org.rehome.e2e.architecture.Module#SERVICES")
    void the_core_of_a_service_knows_the_JDK_contracts_xmpp_and_itself(Module service) {
        check(classes()
                .that(areCoreOf(service))
                .should()
                .onlyDependOnClassesThat(describe(
                        "are of the JDK, contracts, xmpp or the core of " + service.folder(),
                        other -> isJdk(other)
                                || areCoreOf(service).test(other)
                                || Module.CONTRACTS.holds(other.getPackageName())
                                || Module.XMPP.holds(other.getPackageName()))));
    }

    @ParameterizedTest
    @FieldSource("org.rehome.e2e.architecture.Module#SERVICES")
    void the_core_of_a_service_does_no_input_and_output(Module service) {
        check(noClasses()
                .that(areCoreOf(service))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(INPUT_AND_OUTPUT)
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.net\\.(?:Server|Datagram|Multicast)?Socket"));
    }

    private static void check(ArchRule rule) {
        rule.check(CLASSES);
    }

    private static DescribedPredicate<JavaClass> areIn(Module module) {
        return describe("are in " + module.folder(), each -> module.holds(each.getPackageName()));
    }

    /// The root package of a service puts core and rim together: it is neither.
    private static DescribedPredicate<JavaClass> areCoreOf(Module service) {
        return describe("are in the core of " + service.folder(), each -> {
            String packageName = each.getPackageName();
            return service.holds(packageName)
                    && !service.area(packageName).isEmpty()
                    && !RIM.contains(service.area(packageName));
        });
    }

    private static boolean isJdk(JavaClass each) {
        String name = each.getPackageName();
        // Arrays of primitives and primitives have no package.
        return name.isEmpty()
                || name.startsWith("java.")
                || name.startsWith("javax.")
                || name.startsWith("org.jspecify.");
    }
}
