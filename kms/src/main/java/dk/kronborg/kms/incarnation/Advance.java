package dk.kronborg.kms.incarnation;

/**
 * One transaction's step of the site's counts, as the database sees it: other transactions wait with theirs until
 * this one has ended.
 *
 * @param before   what every transaction before left
 * @param after    what this one leaves if it is committed
 * @param database in which it runs
 */
public record Advance(SiteMark before, SiteMark after, DatabaseIdentity database) {}
