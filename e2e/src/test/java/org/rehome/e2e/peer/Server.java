package org.rehome.e2e.peer;

/// The servers that peers run, in the images of `peers/`.
public enum Server {
    PROSODY("rehome/peer-prosody", 5347, "pool-hooks/prosody"),
    EJABBERD("rehome/peer-ejabberd", 5348, "pool-hooks/ejabberd");

    private final String image;
    private final int capturePort;
    private final String hookFolder;

    Server(String image, int capturePort, String hookFolder) {
        this.image = image;
        this.capturePort = capturePort;
        this.hookFolder = hookFolder;
    }

    String image() {
        return image;
    }

    /// Where a pool takes the streams that are partners' domains.
    int capturePort() {
        return capturePort;
    }

    /// The pool hook for this server, in the project.
    String hookFolder() {
        return hookFolder;
    }

    @Override
    public String toString() {
        return this == PROSODY ? "Prosody" : "ejabberd";
    }
}
