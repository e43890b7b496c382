package org.rehome.lab.server;

/// Is told of every stanza that reaches a user. It is called on the thread that read the stanza, in the order of
/// delivery to each user; it may send, and must not wait.
@FunctionalInterface
public interface StanzaListener {
    void received(Received received);
}
