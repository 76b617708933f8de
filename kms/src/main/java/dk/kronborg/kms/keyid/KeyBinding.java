package dk.kronborg.kms.keyid;

import dk.kronborg.kms.block.Origin;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.SaeId;

/**
 * For whom a key was made: the tag of its ID holds for these and for nobody else.
 *
 * @param from      home of the initiator, which allocated it
 * @param to        home of the target
 * @param initiator the SAE that got it first
 * @param target    the SAE that may fetch it by its ID
 */
public record KeyBinding(KmeId from, KmeId to, SaeId initiator, SaeId target) {

    /** The pool between their homes of that origin. */
    public PoolId pool(Origin origin) {
        return new PoolId(from, to, origin);
    }
}
