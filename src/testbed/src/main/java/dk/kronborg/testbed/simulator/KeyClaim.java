package dk.kronborg.testbed.simulator;

/**
 * What a device says of the security of its keys, with every block and in every event.
 *
 * @param proof         such as {@code finite-size-collective}
 * @param epsilonTotal  probability that the key is not what the proof says
 * @param detectorTrust {@code trusted} or {@code untrusted}
 */
record KeyClaim(String proof, double epsilonTotal, String detectorTrust) {}
