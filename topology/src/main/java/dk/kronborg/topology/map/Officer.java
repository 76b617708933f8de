package dk.kronborg.topology.map;

import dk.kronborg.topology.identity.OfficerId;

/** Somebody whose signature counts for a change that touches security, and the key that he signs by. */
public record Officer(OfficerId name, Pin key) {

    Statement statement() {
        return Statement.part().with("key", key).with("name", name);
    }
}
