package org.rehome.e2e.coexistence;

/// Where alice and bob live.
enum Homes {
    BOTH_OLD("both on the old pool"),
    ONE_MOVED("alice moved, bob not"),
    BOTH_MOVED("both moved"),
    MOVED_BACK("both moved back");

    private final String text;

    Homes(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
