package dk.kronborg.testbed.checker;

import java.util.Set;

/**
 * A master SAE's request for fresh keys, {@code enc_keys}.
 *
 * @param slaves who may fetch them
 * @param number of keys asked for
 * @param bits   of each key
 */
public record Order(Span span, String master, Set<String> slaves, int number, int bits, Answer answer) {

    public Order {
        slaves = Set.copyOf(slaves);
    }
}
