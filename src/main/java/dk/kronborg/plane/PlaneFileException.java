package dk.kronborg.plane;

/** A file of a plane cannot be used; the message names the file, the place in it, and the remedy. */
final class PlaneFileException extends Exception {

    private static final long serialVersionUID = 1;

    PlaneFileException(String message) {
        super(message);
    }

    PlaneFileException(String message, Throwable cause) {
        super(message + ": " + cause.getMessage(), cause);
    }
}
