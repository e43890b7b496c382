package org.rehome.directory;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.rehome.backbone.KafkaSettings;
import org.rehome.backbone.event.EventPublisher;
import org.rehome.backbone.facts.FactListener;
import org.rehome.backbone.facts.Facts;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.FederationEvent.LinkLost;
import org.rehome.contracts.event.FederationEvent.LinkOpened;
import org.rehome.contracts.event.MoveEvent.UserQuiesced;
import org.rehome.contracts.event.UserEvent;
import org.rehome.contracts.event.UserEvent.UserHomed;
import org.rehome.contracts.event.UserEvent.UserMoving;

/// The gateway's part of a move, on Kafka: it reads who is moving and answers.
public final class TestGateway implements AutoCloseable, FactListener<UserEvent> {
    private static final String NAME = "gateway-1";

    /// What it has read, in order.
    public final List<UserEvent> read = new CopyOnWriteArrayList<>();
    /// Users for whom it does not answer.
    public final Set<Jid> silentFor = ConcurrentHashMap.newKeySet();

    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private final EventPublisher publisher;
    private final Facts facts;
    private volatile Function<UserMoving, List<UserQuiesced>> answers = TestGateway::rightAnswer;

    public TestGateway(String bootstrapServers) {
        KafkaSettings settings = new KafkaSettings(bootstrapServers, NAME);
        publisher = new EventPublisher(settings, "/gateway/" + NAME);
        facts = Facts.of(settings).listen(Topics.USERS, this).start();
    }

    static List<UserQuiesced> rightAnswer(UserMoving moving) {
        return List.of(new UserQuiesced(moving.move(), moving.user(), moving.epoch(), NAME));
    }

    public void answerWith(Function<UserMoving, List<UserQuiesced>> other) {
        answers = other;
    }

    public void answerRight() {
        answers = TestGateway::rightAnswer;
    }

    public void open(PoolName pool) {
        publisher.publish(Topics.FEDERATION, new LinkOpened(pool, NAME)).join();
    }

    public void lose(PoolName pool) {
        publisher.publish(Topics.FEDERATION, new LinkLost(pool, NAME, "test")).join();
    }

    public void answer(UserQuiesced answer) {
        publisher.publish(Topics.MOVES, answer).join();
    }

    @Override
    // a lost answer shows as a move that does not end
    @SuppressWarnings("FutureReturnValueIgnored")
    public void changed(UserEvent event) {
        switch (event) {
            case UserHomed homed -> {}
            case UserMoving moving -> {
                // like the real one, it answers each epoch once
                if (!silentFor.contains(moving.user())
                        && answered.add(moving.move() + moving.user() + moving.epoch())) {
                    answers.apply(moving).forEach(answer -> publisher.publish(Topics.MOVES, answer));
                }
            }
        }
        read.add(event);
    }

    @Override
    public void removed(String key) {}

    @Override
    public void close() {
        facts.close();
        publisher.close();
    }
}
