package io.meshsdk.internal.xds.lastgood;

/** A file that is not used, or cannot be. The message says why, without the file's name. */
public final class UnusableFileException extends Exception {
    private static final long serialVersionUID = 1;

    UnusableFileException(String why) {
        super(why);
    }

    public String why() {
        return String.valueOf(getMessage());
    }
}
