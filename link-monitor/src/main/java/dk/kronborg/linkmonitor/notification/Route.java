package dk.kronborg.linkmonitor.notification;

/** A channel with what it takes to use it. */
public record Route(Channel channel, Wording wording, Messenger messenger) {}
