package dk.kronborg.testbed.launcher;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A setting of one process beyond those that the launcher writes: for an old encryptor at one site, or for a test.
 *
 * @param process {@code centre} or a KME id
 */
record ProcessSetting(String process, String name, String value) {

    private static final Pattern WORDS = Pattern.compile("([A-Za-z0-9._-]+):([A-Za-z0-9._-]+)=([^\\p{Cntrl}$\\\\]*)");

    /**
     * Reads {@code PROCESS:NAME=VALUE}.
     *
     * @throws IllegalArgumentException if the words say something else
     */
    static ProcessSetting parse(String words) {
        Matcher parts = WORDS.matcher(words);
        if (!parts.matches()) {
            throw new IllegalArgumentException("a setting is PROCESS:NAME=VALUE, such as"
                    + " KME-DC2:kronborg.plane.sae.tls12=true, without '$', '\\' or control characters");
        }
        return new ProcessSetting(parts.group(1), parts.group(2), parts.group(3));
    }

    @Override
    public String toString() {
        return process + ':' + name + '=' + value;
    }
}
