package org.rehome.e2e.peer;

/// The servers that peers run, in the images of `peers/`.
public enum Server {
    PROSODY("rehome/peer-prosody", 5347),
    EJABBERD("rehome/peer-ejabberd", 5348);

    private final String image;
    private final int capturePort;

    Server(String image, int capturePort) {
        this.image = image;
        this.capturePort = capturePort;
    }

    String image() {
        return image;
    }

    /// Where a pool takes the streams that are partners' domains.
    int capturePort() {
        return capturePort;
    }

    @Override
    public String toString() {
        return this == PROSODY ? "Prosody" : "ejabberd";
    }
}
