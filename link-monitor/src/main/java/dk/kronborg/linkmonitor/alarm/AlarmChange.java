package dk.kronborg.linkmonitor.alarm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A difference between what was wrong and what is wrong now. */
public sealed interface AlarmChange {

    /** Which alarm it is about. */
    AlarmKey key();

    /** There is a condition that was not there, or was not as bad, or worse. */
    record Present(Condition condition) implements AlarmChange {
        @Override
        public AlarmKey key() {
            return condition.key();
        }
    }

    /** There is a condition no more. */
    record Over(AlarmKey key) implements AlarmChange {}

    /** The differences, what is over first. */
    static List<AlarmChange> between(List<Condition> before, List<Condition> after) {
        Map<AlarmKey, Severity> was = new HashMap<>();
        before.forEach(condition -> was.put(condition.key(), condition.severity()));
        List<AlarmChange> changes = new ArrayList<>();
        List<AlarmChange> present = new ArrayList<>();
        for (Condition condition : after) {
            if (was.remove(condition.key()) != condition.severity()) {
                present.add(new Present(condition));
            }
        }
        was.keySet().forEach(key -> changes.add(new Over(key)));
        changes.addAll(present);
        return changes;
    }
}
