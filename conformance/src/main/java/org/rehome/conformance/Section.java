package org.rehome.conformance;

/// A group of requirements.
public enum Section {
    A("Streams are opened and closed"),
    B("Restricted XML"),
    C("TLS and the way to a connection"),
    D("The identity in a certificate"),
    E("SASL EXTERNAL"),
    F("Dialback"),
    H("Stream management"),
    I("Stanzas"),
    K("Abuse and limits");

    private final String title;

    Section(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
