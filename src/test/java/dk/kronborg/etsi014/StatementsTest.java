package dk.kronborg.etsi014;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The 80 statements and 25 policies are all shown by tests, and docs/standards lists them as they are tagged. */
class StatementsTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "standards", "etsi-gs-qkd-014.md");
    private static final String GENERATED = "<!-- from here on generated from the tags of the tests -->\n";

    private record Tagged<T extends Annotation>(T tag, Method test) {
        String testName() {
            return '`' + test.getDeclaringClass().getSimpleName() + '.' + test.getName() + '`';
        }
    }

    private static <T extends Annotation> List<Tagged<T>> all(Class<T> type) {
        return new ClassFileImporter()
                .importPackages("dk.kronborg.etsi014").stream()
                        .filter(found -> found.getSimpleName().endsWith("IT"))
                        .flatMap(found -> Arrays.stream(found.reflect().getDeclaredMethods()))
                        .flatMap(test ->
                                Arrays.stream(test.getAnnotationsByType(type)).map(tag -> new Tagged<>(tag, test)))
                        .toList();
    }

    private static List<Tagged<Statement>> statements() {
        return all(Statement.class).stream()
                .sorted(Comparator.comparingInt(tagged -> tagged.tag().number()))
                .toList();
    }

    private static List<Tagged<Policy>> policies() {
        return all(Policy.class).stream()
                .sorted(Comparator.comparingInt(tagged -> tagged.tag().number()))
                .toList();
    }

    @Test
    void everyStatementIsShown() {
        assertThat(statements())
                .extracting(tagged -> tagged.tag().number())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 80).boxed().toList());
    }

    @Test
    void everyPolicyIsShown() {
        assertThat(policies())
                .extracting(tagged -> tagged.tag().number())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 25).boxed().toList());
    }

    /** A tag on a method that JUnit does not run shows nothing. */
    @Test
    void everyTagIsOnATest() {
        assertThat(statements()).extracting(Tagged::test).allMatch(StatementsTest::isTest);
        assertThat(policies()).extracting(Tagged::test).allMatch(StatementsTest::isTest);
    }

    private static boolean isTest(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(annotation -> annotation.annotationType().getSimpleName())
                .anyMatch(List.of("Test", "ParameterizedTest")::contains);
    }

    /** {@code -Dkronborg.golden=write} writes it anew; the difference is then read like code. */
    @Test
    void theDocumentListsThemAsTheyAreTagged() throws IOException {
        String document = Files.readString(DOCUMENT);
        String head = document.substring(0, document.indexOf(GENERATED) + GENERATED.length());
        String expected = head + generated();

        if (System.getProperty("kronborg.golden", "").equals("write")) {
            Files.writeString(DOCUMENT, expected);
        }

        assertThat(Files.readString(DOCUMENT)).isEqualTo(expected);
    }

    private static String generated() {
        StringBuilder text = new StringBuilder("""

                ## Statements

                | | clause | | what holds | code | test |
                | --- | --- | --- | --- | --- | --- |
                """);
        for (Tagged<Statement> tagged : statements()) {
            Statement tag = tagged.tag();
            text.append(row(
                    Integer.toString(tag.number()),
                    tag.clause(),
                    tag.source().name().substring(0, 1),
                    tag.text(),
                    names(tag.code()),
                    tagged.testName()));
        }
        text.append("""

                ## Policies

                | | what the text leaves open | what we do | test |
                | --- | --- | --- | --- |
                """);
        for (Tagged<Policy> tagged : policies()) {
            Policy tag = tagged.tag();
            text.append(row("A" + tag.number(), tag.open(), tag.answer(), tagged.testName()));
        }
        return text.toString();
    }

    private static String names(Class<?>[] code) {
        return Arrays.stream(code).map(type -> '`' + type.getSimpleName() + '`').collect(Collectors.joining(", "));
    }

    private static String row(String... cells) {
        return "| " + Arrays.stream(cells).map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | "))
                + " |\n";
    }
}
