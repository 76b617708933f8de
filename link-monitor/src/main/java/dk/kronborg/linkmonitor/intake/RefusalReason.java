package dk.kronborg.linkmonitor.intake;

/** Why a record was refused: one word per fault that its sender can look for. */
public enum RefusalReason {
    /** More than 64 KiB. */
    TOO_LARGE,
    /** Not one JSON object in UTF-8, with every member named once. */
    NOT_JSON,
    /** Of another schema than the topic's: {@code qkd.telemetry/1}, {@code qkd.key-store/1}, {@code qkd.kme-alarms/1}. */
    UNKNOWN_SCHEMA,
    /** A member is missing, unknown, of the wrong type or misspelt. */
    INVALID_MEMBER,
    /** A value that is physically impossible. */
    OUT_OF_RANGE,
    /** The network has no such link. */
    UNKNOWN_LINK,
    /** The network has no such pool: no such KMEs, or no link between them. */
    UNKNOWN_POOL,
    /** The network has no such KME. */
    UNKNOWN_KME,
    /** The record's key is not the link, pool or KME that it speaks of, which would break the order of what is said. */
    WRONG_RECORD_KEY,
    /** The device is not at an end of the link. */
    WRONG_DEVICE,
    /** The device is at the other end than it says. */
    WRONG_ROLE,
    /** The link works by another technology. */
    WRONG_TECHNOLOGY,
    /** No key is enrolled for the device, or another one than it names. */
    UNKNOWN_KEY,
    /** The signature does not fit the event and the device's key. */
    WRONG_SIGNATURE,
    /** Dated more than 5 minutes from now. */
    FROM_THE_FUTURE,
    /** Measured before the history begins, 30 days ago unless set otherwise. */
    TOO_OLD,
    /** More records of one link, or more processes of one KME, than anybody needs; not looked at. */
    TOO_MANY
}
