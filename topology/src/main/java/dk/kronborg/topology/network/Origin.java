package dk.kronborg.topology.network;

/** Where the parts of a network were taken from, for those who look for the place of a fault. */
public interface Origin {

    /** Parts that are known by their place in their lists only. */
    Origin LISTS = new Origin() {
        @Override
        public String place(String list, int index, String member) {
            return list + '[' + index + ']' + (member.isEmpty() ? "" : '.' + member);
        }

        @Override
        public boolean unreadable(String list, String id) {
            return false;
        }
    };

    /**
     * The place of a part.
     *
     * @param list   {@code sites}, {@code kmes}, {@code saes}, {@code links}, {@code pairs} or {@code guarantees}
     * @param index  in the list that is checked, from 0
     * @param member of the part, empty for the part itself
     */
    String place(String list, int index, String member);

    /** Whether a part of that name is there, though it could not be read: whoever refers to it is not at fault. */
    boolean unreadable(String list, String id);
}
