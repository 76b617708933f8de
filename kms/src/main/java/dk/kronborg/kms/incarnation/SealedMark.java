package dk.kronborg.kms.incarnation;

/**
 * How far a site was, in a form that it gives to its peers to keep: only the site itself can make the seal, or tell
 * whether it is genuine, so a peer can show a site nothing but what the site once said.
 *
 * @param seal 16 bytes, {@link MarkSeal}
 */
@SuppressWarnings("ArrayRecordComponent") // A message, compared by nobody.
public record SealedMark(SiteMark mark, byte[] seal) {}
