package dk.kronborg.topology.publication;

import java.util.List;

/** Where published versions of the map are kept, shared by all processes of the centre. */
public interface MapArchive {

    /** The versions above that number, in order. */
    List<PublishedStep> after(long version);

    /**
     * Keeps a version, durably.
     *
     * @return whether it is kept; not if another process has published a version of that number
     */
    boolean append(PublishedStep step);
}
