package dk.kronborg.topology.map;

import static dk.kronborg.topology.map.TestCentre.ANNA;
import static dk.kronborg.topology.map.TestCentre.BENT;
import static dk.kronborg.topology.map.TestCentre.CENTRE;
import static dk.kronborg.topology.map.TestCentre.MFA;
import static dk.kronborg.topology.map.TestCentre.NOW;
import static dk.kronborg.topology.map.TestCentre.VERIFIER;
import static dk.kronborg.topology.map.TestCentre.first;
import static dk.kronborg.topology.map.TestCentre.laxer;
import static dk.kronborg.topology.map.TestCentre.next;
import static dk.kronborg.topology.map.TestCentre.pins;
import static dk.kronborg.topology.map.TestCentre.running;
import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.topology.map.json.MapJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What is written and hashed is what it was: the form is not to change in silence. Keys and signatures are those of {@link
 * TestKeys}. {@code -Dkronborg.vectors.write=true} writes the files anew; the difference is to be read like code.
 */
class VectorsTest {

    private static final String FOLDER = "/map-vectors/";

    private static void isStill(String name, String text) throws IOException {
        if (Boolean.getBoolean("kronborg.vectors.write")) {
            Path file = Path.of("src/test/resources" + FOLDER + name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return;
        }
        assertThat(text).isEqualTo(TestCentre.resource(FOLDER + name));
    }

    @Test
    void mapAndHeadAreWhatTheyWere() throws IOException {
        MapHistory history = next(first(), laxer(), ANNA, BENT);
        isStill("first.json", MapJson.write(first().forKme(MFA, Optional.empty())));
        isStill("second.json", MapJson.write(history.forKme(MFA, Optional.of(2L))));
        isStill("head.json", MapJson.write(history.head(NOW).signedBy(CENTRE)));
        SecurityPart security = history.newest().security();
        isStill("security-statement.json", security.statement().text());
        isStill("approval-statement.json", security.approval().text());
        isStill(
                "digests.txt",
                "version " + history.newest().digest() + "\nsecurity " + security.digest() + "\ncommon "
                        + security.common() + "\nbooks " + security.books() + "\nplant "
                        + history.newest().plant() + "\n");
    }

    @Test
    void whatWasWrittenIsStillAccepted() {
        byte[] second = TestCentre.resource(FOLDER + "second.json").getBytes(StandardCharsets.UTF_8);
        byte[] once = TestCentre.resource(FOLDER + "first.json").getBytes(StandardCharsets.UTF_8);

        assertThat(MapJson.judge(VERIFIER, Optional.empty(), pins(MFA), once)).isInstanceOf(Judgement.Accepted.class);
        assertThat(MapJson.judge(VERIFIER, Optional.of(running(first())), pins(MFA), second))
                .isInstanceOf(Judgement.Accepted.class);
    }
}
