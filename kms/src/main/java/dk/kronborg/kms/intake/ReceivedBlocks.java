package dk.kronborg.kms.intake;

/** Where blocks from devices are kept until both ends have confirmed them. */
public interface ReceivedBlocks {

    /** What came of storing a block. */
    enum Receipt {
        /** It is on disk. */
        STORED,
        /** The same block was stored before. */
        STORED_BEFORE,
        /** The other end made it void before it arrived: it is destroyed. */
        VOID,
        /** Another block was stored before under this id. */
        CONFLICT,
        /** The pool holds as many blocks as it may. */
        FULL
    }

    /**
     * Stores a block; it is on disk when this returns.
     *
     * @param capacity most blocks of the pool that hold bytes
     */
    Receipt receive(DeviceBlock block, int capacity);
}
