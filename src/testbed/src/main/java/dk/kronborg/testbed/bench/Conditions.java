package dk.kronborg.testbed.bench;

/**
 * How busy the machine was with other things during a round.
 *
 * @param load  average number of processes that ran or wanted to, of the last minute; it counts the bench itself
 * @param steal share of the processors' time that went to other virtual machines, 0 to 1; 0 where it is not known
 */
record Conditions(double load, double steal) {}
