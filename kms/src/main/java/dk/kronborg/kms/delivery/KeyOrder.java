package dk.kronborg.kms.delivery;

import dk.kronborg.topology.identity.SaeId;
import java.util.List;

/**
 * What an initiator asks for.
 *
 * @param initiator who asks
 * @param targets   who will fetch the keys by their IDs, at least one, each once
 * @param count     of keys, from 1
 * @param keyBytes  size of each
 * @param required  what the keys must meet
 * @param wished    what they are to meet besides, if that can be had
 */
public record KeyOrder(
        SaeId initiator, List<SaeId> targets, int count, int keyBytes, KeyRequirement required, KeyRequirement wished) {

    /** What is required and wished together. */
    KeyRequirement best() {
        return required.and(wished);
    }

    /** What keys are looked for: as wished if that can be had, else as required. */
    List<KeyRequirement> inTurn() {
        return best().equals(required) ? List.of(required) : List.of(best(), required);
    }

    /** An order of keys that the policy of the pair alone decides about. */
    public static KeyOrder of(SaeId initiator, SaeId target, int count, int keyBytes) {
        return new KeyOrder(initiator, List.of(target), count, keyBytes, KeyRequirement.NONE, KeyRequirement.NONE);
    }
}
