package org.rehome.gateway.client;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jivesoftware.smack.ConnectionListener;
import org.jivesoftware.smack.StanzaListener;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.Presence;
import org.jivesoftware.smack.packet.StandardExtensionElement;
import org.jivesoftware.smack.packet.Stanza;
import org.jivesoftware.smack.packet.StanzaError;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Jid;

/// Reads what comes to a test user, and finds in it what the contact answers.
final class Answers implements StanzaListener, ConnectionListener {
    private final Jid contact;
    private final TestMessage sent;
    private final CompletableFuture<Found> message = new CompletableFuture<>();
    private final CompletableFuture<Found> presence = new CompletableFuture<>();

    Answers(Jid contact, TestMessage sent) {
        this.contact = contact;
        this.sent = sent;
    }

    @Override
    public void processStanza(Stanza stanza) {
        if (stanza.getFrom() == null || !stanza.getFrom().asBareJid().toString().equals(contact.toString())) {
            return;
        }
        if (stanza instanceof Message came) {
            message(came);
        } else if (stanza instanceof Presence came) {
            presence(came);
        }
    }

    private void message(Message came) {
        if (came.getType() == Message.Type.error) {
            if (sent.id().equals(came.getStanzaId())) {
                message.complete(returned(came.getError()));
            }
        } else if (came.getExtensionElement("received", TestMessage.RECEIPTS)
                        instanceof StandardExtensionElement receipt
                && sent.id().equals(receipt.getAttributeValue("id"))) {
            message.complete(Found.passed("a receipt of " + came.getFrom()));
        } else if (sent.body().equals(came.getBody())) {
            message.complete(Found.passed("repeated by " + came.getFrom()));
        }
    }

    private void presence(Presence came) {
        switch (came.getType()) {
            case available -> presence.complete(Found.passed(came.getFrom() + " is available"));
            case unavailable -> presence.complete(Found.passed(came.getFrom() + " is not available"));
            case error -> presence.complete(returned(came.getError()));
            default -> {
                // about subscriptions, which are for people
            }
        }
    }

    private static Found returned(@Nullable StanzaError error) {
        if (error == null) {
            return Found.failed(RoundTripReason.RETURNED, "without a condition");
        }
        String text = Objects.requireNonNullElse(error.getDescriptiveText(), "");
        return Found.failed(RoundTripReason.RETURNED, error.getCondition() + (text.isEmpty() ? "" : ": " + text));
    }

    /// Nothing comes any more.
    @Override
    public void connectionClosedOnError(Exception reason) {
        Found closed = LoginFailure.of(reason);
        message.complete(closed);
        presence.complete(closed);
    }

    Optional<Found> message(Duration limit) throws InterruptedException {
        return await(message, limit);
    }

    Optional<Found> presence(Duration limit) throws InterruptedException {
        return await(presence, limit);
    }

    private static Optional<Found> await(CompletableFuture<Found> answer, Duration limit) throws InterruptedException {
        try {
            return Optional.of(answer.get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new CompletionException(e);
        }
    }
}
