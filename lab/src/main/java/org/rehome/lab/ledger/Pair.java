package org.rehome.lab.ledger;

/// A sender and a recipient: the unit in which order is judged (design promise P2).
///
/// @param sender bare address
/// @param recipient bare address
public record Pair(String sender, String recipient) {
    public Pair {
        check(sender, "sender");
        check(recipient, "recipient");
    }

    private static void check(String address, String what) {
        if (address.isEmpty() || address.chars().anyMatch(c -> c == '>' || c == '/' || c <= ' ')) {
            throw new IllegalArgumentException(what + " is no bare address: '" + address + "'");
        }
    }

    /// The pair of the answers.
    @SuppressWarnings("ArgumentSelectionDefectChecker") // exchanging them is the purpose
    public Pair reversed() {
        return new Pair(recipient, sender);
    }

    @Override
    public String toString() {
        return sender + ">" + recipient;
    }
}
