package dk.kronborg.kms.wrapping;

/** How long wrapped bytes are kept. Each has data keys of its own, so that none keeps alive what another has done with. */
public enum Life {
    /** Until they are spent. */
    PAYLOAD,
    /** Until the key IDs made with them are forgotten. */
    HEADER,
    /** Until they are fetched. */
    ASSIGNED_KEY,
    /** Until the other shares of a block are here. */
    RELAYED_SHARE,
    /** As long as they mask key IDs. */
    MASK,
    /** Until another epoch has followed. */
    EPOCH_CHAIN,
    /** As long as blocks are offered with secrets of the epoch. */
    EPOCH_ROOT
}
