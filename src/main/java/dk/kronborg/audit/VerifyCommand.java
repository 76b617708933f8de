package dk.kronborg.audit;

import dk.kronborg.topology.audit.AuditFault;
import dk.kronborg.topology.audit.AuditVerifier.Verdict;
import dk.kronborg.topology.audit.json.AuditReader;
import dk.kronborg.topology.map.json.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code audit verify}: shows whether audit logs were changed after they were written, and where. */
@Command(
        name = "verify",
        description = "Shows whether audit logs were changed after they were written, and where. Asks no server.",
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "exported audit logs")
    private List<Path> files = List.of();

    @Option(
            names = "--pins",
            paramLabel = "FILE",
            description =
                    "whose keys may have signed: lines of a log's name and a pin (default: any, and they are shown)")
    private @Nullable Path pins;

    VerifyCommand() {}

    @Override
    public Integer call() throws IOException {
        PrintWriter out = (spec == null ? new CommandLine(this) : spec.commandLine()).getOut();
        BiPredicate<String, String> isPinned = pins == null ? (log, pin) -> true : Pins.read(pins)::has;
        boolean whole = true;
        for (Path file : files) {
            Verdict verdict = verdict(file, isPinned);
            show(out, file, verdict);
            whole &= verdict.faults().isEmpty();
        }
        out.flush();
        return whole ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private static Verdict verdict(Path file, BiPredicate<String, String> isPinned) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return AuditReader.verify(in, isPinned);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no " + file, e);
        } catch (MalformedException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private void show(PrintWriter out, Path file, Verdict verdict) {
        for (AuditFault fault : verdict.faults()) {
            out.println(file + ": " + fault);
        }
        out.println(file + ": log of " + verdict.log() + ", " + verdict.runs() + " runs, " + verdict.batches()
                + " batches, "
                + verdict.records() + " records, " + verdict.heads() + " signed heads, " + verdict.loose()
                + " records after the last of them");
        if (pins == null) {
            verdict.pins().forEach(pin -> out.println(file + ": compare by another way: " + verdict.log() + ' ' + pin));
        }
        out.println(file + (verdict.faults().isEmpty() ? ": whole" : ": NOT WHOLE"));
    }
}
