package dk.kronborg.testbed.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Runs two arms in turn, ours first, so that what befalls the machine befalls both. */
final class Interleaved {

    private final Plan plan;
    private final Machine machine;
    private final Consumer<String> progress;

    /** One measurement. */
    interface Arm<T> {
        T measure() throws IOException;
    }

    Interleaved(Plan plan, Machine machine, Consumer<String> progress) {
        this.plan = plan;
        this.machine = machine;
        this.progress = progress;
    }

    Plan plan() {
        return plan;
    }

    /** How busy the machine is now; what others took of it in no time is nothing. */
    Conditions now() {
        return machine.since(machine.times());
    }

    void tell(String text) {
        progress.accept(text);
    }

    /** The measured rounds; those of the warm-up are not among them. */
    <A, B> List<Round<A, B>> run(String name, Arm<A> ours, Arm<B> reference) throws IOException {
        List<Round<A, B>> rounds = new ArrayList<>();
        for (int round = -plan.warmUp(); round < plan.rounds(); round++) {
            Machine.Times before = machine.times();
            A one = ours.measure();
            B other = reference.measure();
            Conditions conditions = machine.since(before);
            progress.accept(String.format(
                    Locale.ROOT,
                    "%s %s: %s, reference %s (load %.1f, steal %.1f %%)",
                    name,
                    round < 0 ? "warm-up" : "round " + (round + 1) + " of " + plan.rounds(),
                    shown(one),
                    shown(other),
                    conditions.load(),
                    conditions.steal() * 100));
            if (round >= 0) {
                rounds.add(new Round<>(one, other, conditions));
            }
        }
        return rounds;
    }

    private static String shown(Object measured) {
        return measured instanceof Double number ? Numbers.shown(number) : String.valueOf(measured);
    }
}
