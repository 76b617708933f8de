package dk.kronborg.testbed.bench;

/** What the two arms of a round, run one after the other, measured. */
record Round<A, B>(A ours, B reference, Conditions conditions) {}
