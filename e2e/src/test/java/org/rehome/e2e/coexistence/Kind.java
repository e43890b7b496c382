package org.rehome.e2e.coexistence;

/// The columns of the state table.
enum Kind {
    CHAT("chat"),
    PRESENCE("presence"),
    SUBSCRIPTION("subscription"),
    IQ("IQ"),
    GROUP_CHAT("group chat"),
    OFFLINE("offline message");

    private final String text;

    Kind(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
