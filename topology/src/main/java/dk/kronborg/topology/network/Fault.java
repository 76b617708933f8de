package dk.kronborg.topology.network;

/**
 * What is wrong with the description of a network, and where.
 *
 * @param place such as {@code saes[1].kme}, counted from 0, after line and column if they are known; empty if it is of
 *              the whole
 * @param text  what is wrong, with the value and what is allowed
 */
public record Fault(String place, String text) {

    @Override
    public String toString() {
        return place.isEmpty() ? text : place + ": " + text;
    }
}
