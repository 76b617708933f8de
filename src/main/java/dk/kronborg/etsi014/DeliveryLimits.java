package dk.kronborg.etsi014;

/**
 * What one request may ask for, as Get status tells it.
 *
 * @param defaultBits    size of a key where none is asked for, bits
 * @param minBits        smallest key, bits
 * @param maxBits        largest key, bits
 * @param maxPerRequest  most keys in one request
 * @param maxAdditional  most additional slave SAEs; 0 for no multicast
 * @throws IllegalArgumentException if they contradict each other or a key does not fit into a key ID
 */
public record DeliveryLimits(int defaultBits, int minBits, int maxBits, int maxPerRequest, int maxAdditional) {
    public DeliveryLimits {
        if (minBits < 8
                || minBits > defaultBits
                || defaultBits > maxBits
                || maxBits > 4096
                || (minBits | defaultBits | maxBits) % 8 != 0) {
            throw new IllegalArgumentException("key sizes are multiples of 8, 8 <= min <= default <= max <= 4096 bits");
        }
        if (maxPerRequest < 1 || maxPerRequest > 1024) {
            throw new IllegalArgumentException("1 to 1024 keys a request, got " + maxPerRequest);
        }
        if (maxAdditional < 0 || maxAdditional > 63) {
            throw new IllegalArgumentException("0 to 63 additional SAEs a request, got " + maxAdditional);
        }
    }
}
