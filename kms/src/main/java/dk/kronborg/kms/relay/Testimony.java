package dk.kronborg.kms.relay;

import java.util.Optional;

/**
 * What a node says became of a share. Who drew the share knows its digests beforehand, so that they tell nothing to it.
 *
 * @param state    there
 * @param received digest of the share's bits as they came, if they did
 * @param sent     digest of the share's bits as they went on, if they did
 * @param failure  why it does not get on, if it does not; for people
 */
@SuppressWarnings("ArrayRecordComponent") // Compared member by member.
public record Testimony(State state, Optional<byte[]> received, Optional<byte[]> sent, String failure) {

    /** How a share stands at a node. */
    public enum State {
        /** It never came, or so long ago that it is forgotten. */
        UNKNOWN,
        /** The next node has not got it yet. */
        WAITING,
        /** The next node has it. */
        SENT,
        /** The next node is short of pads, or was for too long; nothing is wrong with it. */
        SHORT,
        /** The next node did not take it. */
        FAILED,
        /** It is at the end that it is for, where others are missing. */
        KEPT,
        /** The end that it is for made the block of it. */
        JOINED
    }

    /** Of a share that never came. */
    public static final Testimony NONE = new Testimony(State.UNKNOWN, Optional.empty(), Optional.empty(), "");
}
