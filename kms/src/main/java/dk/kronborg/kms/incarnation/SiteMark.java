package dk.kronborg.kms.incarnation;

import java.util.UUID;

/**
 * What the database and the fence both keep, the database first: where they differ, the database is another
 * or an older one.
 *
 * @param incarnation of this site's key store
 * @param starts      how often the KME was started
 * @param numbers     block numbers given so far, over all pools
 */
public record SiteMark(UUID incarnation, long starts, long numbers) {}
