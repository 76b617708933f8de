package dk.kronborg.kms.mode;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The mode of a pool and all that the next one depends on, besides evidence. Times are seconds of the site's running
 * time, which goes on from start to start. It has a {@link #text() form} to be stored in, so a restart changes nothing; it
 * belongs to one incarnation of the store, another one begins with {@link #first}.
 *
 * <p>If it is stored at changes of the mode only, holds that were under way begin anew after a restart.
 *
 * @param since    when the mode was entered
 * @param course   how it was entered
 * @param fresh    whether there never was a quantum key
 * @param alive    when the supply of blocks was last known to be alive, or when all began
 * @param low      since when the store has been below the low mark, if it is
 * @param sound    since when it has been at or above it, with the supply alive, if that is so
 * @param high     since when it has been at or above the high mark, with the supply alive, if that is so
 * @param warned   when others were last heard to suspect something
 * @param fall     when the last fall began: the last change from well to worse
 * @param repeated falls in succession, each soon after the one before; the first does not count
 * @throws IllegalArgumentException if a number is negative
 */
public record ModeState(
        Mode mode,
        long since,
        Course course,
        boolean fresh,
        long alive,
        OptionalLong low,
        OptionalLong sound,
        OptionalLong high,
        OptionalLong warned,
        OptionalLong fall,
        int repeated) {

    /** How a mode was entered, which says what counts as turning back. */
    public enum Course {
        /** From a worse one. */
        RISING,
        /** From a better one, on the pool's own evidence. */
        FALLING,
        /** From a better one, because others suspect something: either way is back. */
        WARNED
    }

    private enum Member {
        MODE,
        SINCE,
        COURSE,
        FRESH,
        ALIVE,
        LOW,
        SOUND,
        HIGH,
        WARNED,
        FALL,
        REPEATED
    }

    private static final String NEVER = "-";

    public ModeState {
        if (since < 0 || alive < 0 || repeated < 0) {
            throw new IllegalArgumentException("times and counts are not negative, got since " + since + ", alive "
                    + alive + ", repeated " + repeated);
        }
        for (OptionalLong mark : List.of(low, sound, high, warned, fall)) {
            if (mark.isPresent() && mark.getAsLong() < 0) {
                throw new IllegalArgumentException("times are not negative, got " + mark.getAsLong());
            }
        }
    }

    /** Of a pool of which nothing is known yet. */
    public static ModeState first(long now) {
        OptionalLong never = OptionalLong.empty();
        return new ModeState(Mode.BLOCKED, now, Course.RISING, true, now, never, never, never, never, never, 0);
    }

    /** The next state. */
    public ModeState next(Evidence evidence, Terms terms, long now) {
        ModeState seen = notAheadOf(now).having(evidence, terms, now);
        return new ModeRules(seen, fresh, evidence, terms, now).next();
    }

    /** Running time may fall a little behind what was stored when a site crashes: what lies ahead is now. */
    private ModeState notAheadOf(long now) {
        return new ModeState(
                mode,
                Math.min(since, now),
                course,
                fresh,
                Math.min(alive, now),
                notAheadOf(low, now),
                notAheadOf(sound, now),
                notAheadOf(high, now),
                notAheadOf(warned, now),
                notAheadOf(fall, now),
                repeated);
    }

    private static OptionalLong notAheadOf(OptionalLong mark, long now) {
        return mark.isPresent() ? OptionalLong.of(Math.min(mark.getAsLong(), now)) : mark;
    }

    /** The same mode, with the marks that the evidence sets. */
    private ModeState having(Evidence evidence, Terms terms, long now) {
        boolean fullNow = evidence.full() && evidence.hasQuantumKeys();
        long shown = fullNow ? now : Math.min(evidence.supplied().orElse(0), now);
        long aliveNow = Math.max(alive, shown);
        boolean isAlive = now - aliveNow < terms.doubt() && !evidence.quarantined();
        boolean isLow = evidence.below(terms.marks().low());
        return new ModeState(
                mode,
                since,
                course,
                fresh && !evidence.hasQuantumKeys(),
                aliveNow,
                held(low, isLow, now),
                held(sound, isAlive && !isLow, now),
                held(high, isAlive && !evidence.below(terms.marks().high()), now),
                evidence.news() == Evidence.News.SUSPECT ? OptionalLong.of(now) : warned,
                fall,
                repeated);
    }

    private static OptionalLong held(OptionalLong since, boolean holds, long now) {
        if (!holds) {
            return OptionalLong.empty();
        }
        return since.isPresent() ? since : OptionalLong.of(now);
    }

    /** Another mode from now on. */
    ModeState entering(Mode other, Course how, long now) {
        return new ModeState(other, now, how, fresh, alive, low, sound, high, warned, fall, repeated);
    }

    /** The same after a fall that begins now. */
    ModeState falling(Terms terms, long now) {
        int repeatedNow = fall.isPresent() && now - fall.getAsLong() < terms.forgotten()
                ? Math.min(repeated, Integer.MAX_VALUE - 1) + 1
                : 0;
        return new ModeState(
                mode, since, course, fresh, alive, low, sound, high, warned, OptionalLong.of(now), repeatedNow);
    }

    /** Falls in succession that still count. */
    int repeatedAt(Terms terms, long now) {
        return fall.isPresent() && now - fall.getAsLong() < terms.forgotten() ? repeated : 0;
    }

    /** The form in which it is stored, one line of text. */
    public String text() {
        Map<Member, Object> members = new EnumMap<>(Member.class);
        members.put(Member.MODE, mode);
        members.put(Member.SINCE, since);
        members.put(Member.COURSE, course);
        members.put(Member.FRESH, fresh);
        members.put(Member.ALIVE, alive);
        members.put(Member.LOW, text(low));
        members.put(Member.SOUND, text(sound));
        members.put(Member.HIGH, text(high));
        members.put(Member.WARNED, text(warned));
        members.put(Member.FALL, text(fall));
        members.put(Member.REPEATED, repeated);
        return members.entrySet().stream()
                .map(member -> member.getKey() + "=" + member.getValue())
                .collect(Collectors.joining(" "));
    }

    private static String text(OptionalLong mark) {
        return mark.isPresent() ? Long.toString(mark.getAsLong()) : NEVER;
    }

    /**
     * What {@link #text} wrote.
     *
     * @throws IllegalArgumentException if it is not that; the message names the member
     */
    public static ModeState ofText(String text) {
        List<String> words = List.of(text.split(" ", -1));
        List<Member> members = List.of(Member.values());
        if (words.size() != members.size()) {
            throw new IllegalArgumentException(
                    "the state of a mode has the members " + members + ", got \"" + text + '"');
        }
        Map<Member, String> said = new EnumMap<>(Member.class);
        for (int i = 0; i < words.size(); i++) {
            said.put(members.get(i), words.get(i));
        }
        return new ModeState(
                member(said, Member.MODE, Mode::valueOf),
                member(said, Member.SINCE, Long::parseLong),
                member(said, Member.COURSE, Course::valueOf),
                member(said, Member.FRESH, ModeState::flag),
                member(said, Member.ALIVE, Long::parseLong),
                member(said, Member.LOW, ModeState::mark),
                member(said, Member.SOUND, ModeState::mark),
                member(said, Member.HIGH, ModeState::mark),
                member(said, Member.WARNED, ModeState::mark),
                member(said, Member.FALL, ModeState::mark),
                member(said, Member.REPEATED, Integer::parseInt));
    }

    private static <T> T member(Map<Member, String> said, Member member, Function<String, T> reader) {
        String word = said.getOrDefault(member, "");
        String name = member + "=";
        try {
            if (word.startsWith(name)) {
                return reader.apply(word.substring(name.length()));
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("member " + member + " of the state of a mode is \"" + word + '"', e);
        }
        throw new IllegalArgumentException("member " + member + " of the state of a mode is \"" + word + '"');
    }

    private static boolean flag(String word) {
        if (word.equals("true") || word.equals("false")) {
            return word.equals("true");
        }
        throw new IllegalArgumentException("true or false");
    }

    private static OptionalLong mark(String word) {
        return word.equals(NEVER) ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(word));
    }
}
