package org.rehome.gateway.client;

import java.io.IOException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jivesoftware.smack.SmackException;
import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.impl.JidCreate;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.EdgeEvent.ProbeStep;
import org.rehome.gateway.link.Secrets;

/// Proves that a message and presence get from a pool to a contact at a partner and back: a test user logs
/// in, writes, and looks. Blocks; for virtual threads.
public final class RoundTrips {
    private static final String LOGIN = "login";
    private static final String MESSAGE = "message";
    private static final String PRESENCE = "presence";

    private final Secrets secrets;
    private final Duration limit;

    public RoundTrips(Secrets secrets) {
        this(secrets, Duration.ofSeconds(20));
    }

    /// @param limit for each answer of the contact
    RoundTrips(Secrets secrets, Duration limit) {
        this.secrets = secrets;
        this.limit = limit;
    }

    @FunctionalInterface
    private interface Step {
        Found take() throws InterruptedException;
    }

    /// @return `login`, `message` and `presence`
    public List<ProbeStep> walk(TestUser user, Jid contact) throws InterruptedException {
        long begun = System.nanoTime();
        return switch (secrets.find(user.secret())) {
            case Secrets.Found.Missing(var reason) ->
                notLoggedIn(Found.failed(RoundTripReason.PASSWORD_ABSENT, reason), begun);
            case Secrets.Found.Secret(var password) -> walk(user, password, contact, begun);
        };
    }

    private List<ProbeStep> walk(TestUser user, String password, Jid contact, long begun) throws InterruptedException {
        TestMessage message = TestMessage.create();
        Answers answers = new Answers(contact, message);
        try (PoolClient client = new PoolClient(
                user, password, PoolClient.address(user), JidCreate.entityBareFrom(contact.toString()), answers)) {
            Found login = client.login();
            if (!login.hasPassed()) {
                return notLoggedIn(login, begun);
            }
            List<ProbeStep> steps = new ArrayList<>();
            steps.add(login.as(LOGIN, millis(begun)));
            steps.add(taken(MESSAGE, () -> message(client, message, answers)));
            steps.add(taken(PRESENCE, () -> presence(client, answers)));
            return List.copyOf(steps);
        } catch (UnknownHostException e) {
            return notLoggedIn(Found.failed(RoundTripReason.POOL_UNREACHABLE, "no address of " + user.host()), begun);
        } catch (IOException | GeneralSecurityException e) {
            return notLoggedIn(Found.failed(RoundTripReason.TLS_FAILED, e.toString()), begun);
        }
    }

    private static ProbeStep taken(String name, Step step) throws InterruptedException {
        long begun = System.nanoTime();
        Found found = step.take();
        return found.as(name, millis(begun));
    }

    private static List<ProbeStep> notLoggedIn(Found why, long begun) {
        return List.of(
                why.as(LOGIN, millis(begun)),
                Found.notReached().as(MESSAGE, 0),
                Found.notReached().as(PRESENCE, 0));
    }

    private Found message(PoolClient client, TestMessage message, Answers answers) throws InterruptedException {
        @Nullable Found notSent = client.send(message);
        return notSent != null
                ? notSent
                : answers.message(limit)
                        .orElseGet(() -> Found.failed(
                                RoundTripReason.RECEIPT_UNANSWERED, "no answer in " + limit.toSeconds() + " s"));
    }

    private Found presence(PoolClient client, Answers answers) throws InterruptedException {
        try {
            if (client.seesContact()) {
                return answers.presence(limit)
                        .orElseGet(() -> Found.failed(
                                RoundTripReason.PRESENCE_UNANSWERED, "no presence in " + limit.toSeconds() + " s"));
            }
            client.presentToContact();
            // hardly anybody answers what was sent to them alone
            return answers.presence(limit.dividedBy(4))
                    .orElseGet(() -> Found.warned(
                            RoundTripReason.NO_SUBSCRIPTION,
                            "presence that was sent to it alone is not answered either"));
        } catch (SmackException e) {
            return LoginFailure.of(e);
        }
    }

    private static long millis(long since) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
    }
}
