package dk.kronborg.linkmonitor.intake;

/**
 * That a record was refused, and why.
 *
 * @param detail the fault, its place and the allowed range, for people; at most 400 characters, without control
 *               characters, so that a hostile record cannot flood or forge what is printed from it
 */
public record Refusal(RefusalReason reason, String detail) {

    private static final int MOST_CHARACTERS = 400;

    public Refusal {
        String shown = detail.codePoints()
                .limit(MOST_CHARACTERS)
                .map(c -> Character.isISOControl(c)
                                || Character.getType(c) == Character.SURROGATE
                                || Character.getType(c) == Character.FORMAT
                        ? '?'
                        : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        detail = shown.length() > MOST_CHARACTERS ? shown.substring(0, MOST_CHARACTERS - 1) : shown;
    }
}
