package dk.kronborg;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows of the design: which module, chapter and role may know which. */
class ArchitectureTest {

    private static final String TOPOLOGY = "dk.kronborg.topology..";
    private static final String LINK_MONITOR = "dk.kronborg.linkmonitor..";
    private static final String KMS = "dk.kronborg.kms..";
    private static final String TESTBED = "dk.kronborg.testbed..";

    /** A package named after what it talks to. Any other package of a module is a chapter. */
    private static final String[] EDGES = {
        "..postgres..",
        "..kafka..",
        "..http..",
        "..mail..",
        "..etsi014..",
        "..bouncycastle..",
        "..yaml..",
        "..json..",
        "..file..",
        "..pkcs11.."
    };

    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dk.kronborg");

    private static final DescribedPredicate<JavaClass> OF_THE_PROGRAM = resideInAPackage("dk.kronborg..")
            .and(DescribedPredicate.not(resideInAnyPackage(TOPOLOGY, LINK_MONITOR, KMS, TESTBED)))
            .as("of the program");

    /** The program's own chapter. */
    private static final String ACCOUNT = "dk.kronborg.account";

    private static final DescribedPredicate<JavaClass> CHAPTERS = resideInAnyPackage(
                    TOPOLOGY, LINK_MONITOR, KMS, ACCOUNT)
            .and(DescribedPredicate.not(resideInAnyPackage(EDGES)))
            .as("chapters");

    /** Otherwise an import that found nothing would pass every rule. */
    @Test
    void seesEveryModule() {
        assertThat(count(resideInAPackage(TOPOLOGY))).isGreaterThan(20);
        assertThat(count(resideInAPackage(LINK_MONITOR))).isGreaterThan(60);
        assertThat(count(resideInAPackage(KMS))).isGreaterThan(60);
        assertThat(count(resideInAPackage(TESTBED))).isGreaterThan(30);
        assertThat(count(OF_THE_PROGRAM)).isGreaterThan(30);
        assertThat(count(CHAPTERS)).isGreaterThan(100);
        assertThat(count(resideInAnyPackage(EDGES))).isGreaterThan(20);
    }

    private static long count(DescribedPredicate<JavaClass> which) {
        return ALL.stream().filter(which).count();
    }

    @Test
    void topologyKnowsNoOtherModule() {
        classes()
                .that()
                .resideInAPackage(TOPOLOGY)
                .should()
                .onlyDependOnClassesThat(notOurs().or(resideInAPackage(TOPOLOGY)))
                .check(ALL);
    }

    @Test
    void linkMonitorKnowsTopologyOnly() {
        classes()
                .that()
                .resideInAPackage(LINK_MONITOR)
                .should()
                .onlyDependOnClassesThat(notOurs().or(resideInAnyPackage(LINK_MONITOR, TOPOLOGY)))
                .check(ALL);
    }

    @Test
    void kmsKnowsTopologyOnly() {
        classes()
                .that()
                .resideInAPackage(KMS)
                .should()
                .onlyDependOnClassesThat(notOurs().or(resideInAnyPackage(KMS, TOPOLOGY)))
                .check(ALL);
    }

    private static DescribedPredicate<JavaClass> notOurs() {
        return DescribedPredicate.not(resideInAPackage("dk.kronborg.."));
    }

    @Test
    void theTestbedIsNotShipped() {
        noClasses()
                .that()
                .resideOutsideOfPackage(TESTBED)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(TESTBED)
                .check(ALL);
    }

    @Test
    void chaptersDoNotKnowEdges() {
        noClasses()
                .that(CHAPTERS)
                .should()
                .dependOnClassesThat(resideInAnyPackage(EDGES).and(resideInAPackage("dk.kronborg..")))
                .check(ALL);
    }

    @Test
    void chaptersAreFreeOfTechnology() {
        DescribedPredicate<JavaClass> technology = resideInAnyPackage(
                        "java.sql..",
                        "javax.sql..",
                        "jakarta..",
                        "com.fasterxml..",
                        "io.quarkus..",
                        "io.smallrye..",
                        "io.vertx..",
                        "org.apache.kafka..",
                        "org.bouncycastle..",
                        "org.eclipse.microprofile..",
                        "org.hibernate..",
                        "org.postgresql..")
                // Cryptography is reached by JCA names; to say who provides it, the provider is named.
                .and(DescribedPredicate.not(name("org.bouncycastle.jce.provider.BouncyCastleProvider")))
                .as("of a technology");
        noClasses().that(CHAPTERS).should().dependOnClassesThat(technology).check(ALL);
    }

    @Test
    void theCentreNeverSeesAKey() {
        noClasses()
                .that()
                .resideInAnyPackage("dk.kronborg.centre..", "dk.kronborg.console..", LINK_MONITOR)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(KMS)
                .check(ALL);
    }

    @Test
    void aKeyManagerDoesWithoutTheCentre() {
        noClasses()
                .that(OF_THE_PROGRAM)
                .and()
                .resideOutsideOfPackages("dk.kronborg.centre..", "dk.kronborg.console..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dk.kronborg.centre..", "dk.kronborg.console..", LINK_MONITOR)
                .check(ALL);
    }

    /** Who handles raw key bytes. A new name here is a decision, and is looked at as one. */
    @Test
    void keyBytesAreOpenedInTheseClassesOnly() {
        JavaClass secret = ALL.get("dk.kronborg.kms.secret.SecretBytes");
        assertThat(secret.getMethod("exposed").getAccessesToSelf())
                .extracting(access -> access.getOriginOwner().getName())
                .filteredOn(caller -> !caller.startsWith(secret.getName()))
                .containsOnly(
                        "dk.kronborg.etsi014.KeyContainer",
                        "dk.kronborg.kms.confirmation.ConfirmationTag",
                        "dk.kronborg.kms.file.KeyEncryptionKeyFiles",
                        "dk.kronborg.kms.pad.OneTimePad",
                        "dk.kronborg.kms.pad.Pads",
                        "dk.kronborg.kms.pkcs11.PinFile",
                        "dk.kronborg.kms.pkcs11.TokenKeyEncryptionKey",
                        "dk.kronborg.kms.wrapping.AesGcm",
                        "dk.kronborg.kms.wrapping.Wrapping");
    }

    /** The JDK's own class for secret keys keeps a copy of them that nobody can wipe. */
    @Test
    void noKeyIsCopiedIntoTheJdk() {
        noClasses()
                .that()
                .resideInAPackage(KMS)
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("javax.crypto.spec.SecretKeySpec")
                .check(ALL);
    }
}
