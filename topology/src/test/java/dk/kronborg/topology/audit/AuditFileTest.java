package dk.kronborg.topology.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.topology.audit.json.AuditReader;
import dk.kronborg.topology.audit.json.AuditWriter;
import dk.kronborg.topology.map.Digest;
import dk.kronborg.topology.map.Statement;
import dk.kronborg.topology.map.json.MalformedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;

class AuditFileTest {

    private static final String LOG = "KME-MFA";
    private static final Instant AT = Instant.parse("2026-11-24T00:00:00.123456Z");
    private static final Pattern BASE64_CHARACTER = Pattern.compile("[A-Za-z0-9]");

    private static final AuditSigner OURS = signer("ML-DSA-87");
    private static final AuditSigner FOREIGN = signer("ML-DSA-65");
    private static final String PIN = OURS.sign(new byte[1]).pin();

    private static final UUID FIRST = new UUID(0x4000, 1);
    private static final UUID SECOND = new UUID(0x4000, 2);

    private static AuditSigner signer(String algorithm) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(algorithm, new BouncyCastleProvider())
                    .generateKeyPair();
            return message -> {
                try {
                    Signature signature = Signature.getInstance(algorithm, new BouncyCastleProvider());
                    signature.initSign(pair.getPrivate());
                    signature.update(message);
                    return AuditSignature.of(pair.getPublic().getEncoded(), signature.sign());
                } catch (GeneralSecurityException e) {
                    throw new IllegalStateException(e);
                }
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Two runs, ten batches of one to four records each, a head after every other batch of the second and of the first. */
    private static List<String> written(int loose) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AuditWriter writer = new AuditWriter(LOG, out);
        AuditRun first = new AuditRun(LOG, FIRST, AT, Optional.empty());
        AuditPoint last = batches(writer, first, 10);
        AuditRun second = new AuditRun(LOG, SECOND, AT, Optional.of(last));
        batches(writer, second, 10 + loose);
        writer.end(OURS, AT);
        return new ArrayList<>(out.toString(StandardCharsets.UTF_8).lines().toList());
    }

    private static AuditPoint batches(AuditWriter writer, AuditRun run, int count) throws IOException {
        writer.run(run);
        AuditPoint point = run.beginning();
        long records = 0;
        for (int batch = 1; batch <= count; batch++) {
            List<String> content = new ArrayList<>();
            for (int record = 0; record < 1 + batch % 4; record++) {
                content.add("{\"kind\":\"keys\",\"n\":" + (batch * 10 + record) + ",\"run\":\"" + run.id() + "\"}");
            }
            point = after(point, content);
            records += content.size();
            writer.batch(point, content);
            if (batch % 2 == 0 && batch <= 10) {
                writer.head(new AuditHead(LOG, point, records, AT).signed(OURS));
            }
        }
        return point;
    }

    private static AuditPoint after(AuditPoint before, List<String> records) {
        return AuditBatch.after(before, records.stream().map(AuditBatch::leaf).toList());
    }

    private static boolean isPinned(String log, String pin) {
        return log.equals(LOG) && pin.equals(PIN);
    }

    private static byte[] bytes(List<String> lines) {
        return (String.join("\n", lines) + '\n').getBytes(StandardCharsets.UTF_8);
    }

    private static AuditVerifier.Verdict verdict(byte[] file) {
        try {
            return AuditReader.verify(new ByteArrayInputStream(file), AuditFileTest::isPinned);
        } catch (MalformedException e) {
            return new AuditVerifier.Verdict(
                    "", 0, 0, 0, 0, 0, List.of(), List.of(new AuditFault("line 1", String.valueOf(e.getMessage()))));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Those lines with an end that their own KME signs: what is exported after somebody has changed its database. */
    private static byte[] exported(List<String> lines) throws IOException {
        String text = String.join("\n", lines.subList(0, lines.size() - 1)) + '\n';
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        byte[] end = new Statement("kronborg-audit-end/1")
                .with("log", LOG)
                .with("lines", lines.size() - 1)
                .with("digest", Digest.of(text))
                .with("at", AT.toString())
                .bytes();
        AuditSignature signature = OURS.sign(end);
        out.write(("{\"end\":{\"at\":\"" + AT + "\",\"digest\":\"" + Digest.of(text) + "\",\"lines\":"
                        + (lines.size() - 1) + "},\"key\":\"" + signature.key() + "\",\"signature\":\""
                        + signature.signature() + "\"}\n")
                .getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    @Test
    void aLogThatNobodyTouchedIsWhole() throws IOException {
        AuditVerifier.Verdict verdict = verdict(bytes(written(0)));

        assertThat(verdict.faults()).isEmpty();
        assertThat(verdict.runs()).isEqualTo(2);
        assertThat(verdict.batches()).isEqualTo(20);
        assertThat(verdict.heads()).isEqualTo(10);
        assertThat(verdict.loose()).isZero();
        assertThat(verdict.pins()).containsExactly(PIN);
        assertThat(verdict(exported(written(0))).faults()).isEmpty();
    }

    @Test
    void whatNoHeadHoldsYetIsCounted() throws IOException {
        AuditVerifier.Verdict verdict = verdict(bytes(written(1)));

        assertThat(verdict.faults()).isEmpty();
        assertThat(verdict.loose()).isEqualTo(4);
    }

    @Test
    void everyTamperingOfAFileIsFound() throws IOException {
        byte[] whole = bytes(written(1));
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            byte[] tampered = tampered(whole, random);
            assertThat(verdict(tampered).faults())
                    .as("seed %d, case %d", seed, i)
                    .isNotEmpty();
        }
    }

    private static byte[] tampered(byte[] whole, Random random) {
        int at = random.nextInt(whole.length);
        return switch (random.nextInt(4)) {
            case 0 -> {
                byte[] flipped = whole.clone();
                flipped[at] ^= (byte) (1 << random.nextInt(8));
                yield flipped;
            }
            case 1 -> Arrays.copyOf(whole, at);
            case 2 -> {
                byte[] cut = new byte[whole.length - 1];
                System.arraycopy(whole, 0, cut, 0, at);
                System.arraycopy(whole, at + 1, cut, at, cut.length - at);
                yield cut;
            }
            default -> {
                byte[] longer = new byte[whole.length + 1];
                System.arraycopy(whole, 0, longer, 0, at);
                longer[at] = ' ';
                System.arraycopy(whole, at, longer, at + 1, whole.length - at);
                yield longer;
            }
        };
    }

    /** By somebody who has the database, and lets the KME itself export it afterwards. */
    @Test
    void everyTamperingOfADatabaseIsFoundWithItsPlace() throws IOException {
        List<String> whole = written(0);
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            List<String> lines = new ArrayList<>(whole);
            String what = change(lines, random);
            List<AuditFault> faults = verdict(exported(lines)).faults();
            assertThat(faults).as("seed %d, case %d: %s", seed, i, what).isNotEmpty();
            assertThat(faults.getFirst().place())
                    .as("seed %d, case %d: %s", seed, i, what)
                    .matches("(line|run) .*");
        }
    }

    private static String change(List<String> lines, Random random) {
        List<Integer> batches = indexes(lines, "{\"batch\"");
        int batch = batches.get(random.nextInt(batches.size()));
        int other = batches.get(random.nextInt(batches.size()));
        String line = lines.get(batch);
        switch (random.nextInt(7)) {
            case 0 -> lines.set(batch, line.replaceFirst("\"n\":(\\d)", "\"n\":9$1"));
            case 1 -> lines.remove(batch);
            case 2 -> {
                int swapped = other == batch ? batches.get((batches.indexOf(batch) + 1) % batches.size()) : other;
                lines.set(batch, lines.get(swapped));
                lines.set(swapped, line);
            }
            case 3 -> lines.add(batch, line);
            case 4 -> lines.set(batch, line.replaceFirst("\\[", "[{\"kind\":\"keys\",\"n\":1},"));
            case 5 -> {
                int head = indexes(lines, "{\"head\"").get(random.nextInt(10));
                int start = lines.get(head).indexOf("\"signature\":\"") + 13;
                Matcher character = BASE64_CHARACTER.matcher(lines.get(head));
                assertThat(character.find(start + random.nextInt(4000))).isTrue();
                char now = lines.get(head).charAt(character.start());
                StringBuilder forged = new StringBuilder(lines.get(head));
                forged.setCharAt(character.start(), now == 'A' ? 'B' : 'A');
                lines.set(head, forged.toString());
            }
            default -> lines.remove((int) indexes(lines, "{\"run\"").get(random.nextInt(2)));
        }
        return "batch line " + (batch + 1);
    }

    private static List<Integer> indexes(List<String> lines, String start) {
        List<Integer> indexes = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(start)) {
                indexes.add(i);
            }
        }
        return indexes;
    }

    @Test
    void aChainThatIsMadeAnewForksFromItsHeads() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AuditWriter writer = new AuditWriter(LOG, out);
        AuditRun run = new AuditRun(LOG, FIRST, AT, Optional.empty());
        writer.run(run);
        AuditPoint signed = after(run.beginning(), List.of("{\"n\":1}"));
        AuditPoint forged = after(run.beginning(), List.of("{\"n\":2}"));
        writer.batch(forged, List.of("{\"n\":2}"));
        writer.head(new AuditHead(LOG, signed, 1, AT).signed(OURS));
        writer.end(OURS, AT);

        assertThat(verdict(out.toByteArray()).faults())
                .containsExactly(new AuditFault(
                        "run " + FIRST + ", head of batch 1", "what was signed is not what is here: the chain forks"));
    }

    @Test
    void aHeadOfAnotherKeyHoldsNothing() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AuditWriter writer = new AuditWriter(LOG, out);
        AuditRun run = new AuditRun(LOG, FIRST, AT, Optional.empty());
        writer.run(run);
        AuditPoint point = after(run.beginning(), List.of("{\"n\":1}"));
        writer.batch(point, List.of("{\"n\":1}"));
        writer.head(new AuditHead(LOG, point, 1, AT).signed(FOREIGN));
        writer.end(OURS, AT);

        AuditVerifier.Verdict verdict = verdict(out.toByteArray());

        assertThat(verdict.faults())
                .singleElement()
                .satisfies(fault ->
                        assertThat(fault.what()).startsWith("it is signed by a key that is not pinned, ML-DSA-65:"));
        assertThat(verdict.loose()).isEqualTo(1);
    }

    @Test
    void anotherFileIsRefused() {
        assertThatThrownBy(() -> AuditReader.verify(
                        new ByteArrayInputStream("{\"format\":\"other/1\"}\n".getBytes(StandardCharsets.UTF_8)),
                        AuditFileTest::isPinned))
                .isInstanceOf(MalformedException.class)
                .hasMessage("an audit file begins with format kronborg-audit/1");
    }
}
