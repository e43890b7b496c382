package org.rehome.directory.bus;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.rehome.backbone.KafkaSettings;
import org.rehome.backbone.event.EventHeaders;
import org.rehome.contracts.Topics;
import org.rehome.contracts.event.EventEnvelope;
import org.rehome.contracts.event.MoveEvent;
import org.rehome.contracts.event.MoveEvent.MoveCancelled;
import org.rehome.contracts.event.MoveEvent.MoveCompleted;
import org.rehome.contracts.event.MoveEvent.MovePaused;
import org.rehome.contracts.event.MoveEvent.MoveResumed;
import org.rehome.contracts.event.MoveEvent.MoveStarted;
import org.rehome.contracts.event.MoveEvent.UserMoveCancelled;
import org.rehome.contracts.event.MoveEvent.UserMoveFailed;
import org.rehome.contracts.event.MoveEvent.UserMoved;
import org.rehome.contracts.event.MoveEvent.UserQuiesced;
import org.rehome.directory.store.DatabaseFailure;

/// Reads the gateways' answers from the topic `moves`. Without a group: after a crash nobody's session has to
/// time out while users' lanes are held, and what was answered already is only stale the second time.
final class Answers implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Answers.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration GATHERED_WITHIN = Duration.ofMillis(10);
    private static final int ENOUGH = 64;
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    /// How far a gateway's clock may be behind the database's.
    private static final Duration CLOCKS = Duration.ofMinutes(5);

    private final KafkaConsumer<String, byte[]> consumer;
    private final Consumer<List<UserQuiesced>> handler;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    /// Returns when it is sure to see every answer that is given from now on.
    ///
    /// @param since reads what was answered since then as well; empty when nobody was moving
    /// @param handler returns when answers are dealt with; gets them again when the database fails
    /// @throws KafkaException when the broker does not answer
    Answers(KafkaSettings settings, Optional<Instant> since, Consumer<List<UserQuiesced>> handler) {
        this.consumer = new KafkaConsumer<>(settings.reader("answers"));
        this.handler = handler;
        this.thread = Thread.ofPlatform().name("answers").daemon().unstarted(this::run);
        try {
            seek(since.map(time -> time.minus(CLOCKS)));
        } catch (KafkaException e) {
            consumer.close();
            throw e;
        }
        thread.start();
    }

    private void seek(Optional<Instant> since) {
        List<TopicPartition> all = IntStream.range(0, Topics.MOVES.partitions())
                .mapToObj(partition -> new TopicPartition(Topics.MOVES.name(), partition))
                .toList();
        consumer.assign(all);
        consumer.seekToEnd(all);
        if (since.isPresent()) {
            Map<TopicPartition, Long> times = new HashMap<>();
            all.forEach(partition -> times.put(partition, since.get().toEpochMilli()));
            for (Map.Entry<TopicPartition, OffsetAndTimestamp> found :
                    consumer.offsetsForTimes(times).entrySet()) {
                // null where nothing was written since
                if (found.getValue() != null) {
                    consumer.seek(found.getKey(), found.getValue().offset());
                }
            }
        }
        // seeking is lazy; asking for the position fixes it
        all.forEach(consumer::position);
    }

    private void run() {
        try (consumer) {
            while (closed.getCount() > 0) {
                try {
                    List<UserQuiesced> answers = new ArrayList<>();
                    poll(POLL, answers);
                    gather(answers);
                    handleUntilDone(answers);
                } catch (WakeupException e) {
                    throw e;
                } catch (KafkaException e) {
                    LOG.warnf("answers not read, trying again error=%s", e.getMessage());
                    pause();
                }
            }
        } catch (WakeupException e) {
            LOG.debug("answers stopped");
        }
    }

    private void poll(Duration limit, List<UserQuiesced> answers) {
        consumer.poll(limit).forEach(each -> read(each).ifPresent(answers::add));
    }

    /// Waits for more of them: a transaction for each of many answers would cost far more than it delays them.
    private void gather(List<UserQuiesced> answers) {
        long end = System.nanoTime() + GATHERED_WITHIN.toNanos();
        try {
            long left = GATHERED_WITHIN.toNanos();
            while (!answers.isEmpty() && answers.size() < ENOUGH && left > 0) {
                poll(Duration.ofNanos(left), answers);
                left = end - System.nanoTime();
            }
        } catch (WakeupException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.debugf("those that have come are handled first error=%s", e.getMessage());
        }
    }

    private static Optional<UserQuiesced> read(ConsumerRecord<String, byte[]> source) {
        try {
            return EventHeaders.fromRecord(Topics.MOVES, source)
                    .map(EventEnvelope::event)
                    .flatMap(Answers::answer);
        } catch (IOException e) {
            LOG.errorf(
                    "unreadable event skipped topic=%s partition=%d offset=%d error=%s",
                    source.topic(), source.partition(), source.offset(), e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<UserQuiesced> answer(MoveEvent event) {
        return switch (event) {
            case UserQuiesced answer -> Optional.of(answer);
            // the directory's own
            case MoveStarted own -> Optional.empty();
            case UserMoved own -> Optional.empty();
            case UserMoveFailed own -> Optional.empty();
            case UserMoveCancelled own -> Optional.empty();
            case MovePaused own -> Optional.empty();
            case MoveResumed own -> Optional.empty();
            case MoveCancelled own -> Optional.empty();
            case MoveCompleted own -> Optional.empty();
        };
    }

    private void handleUntilDone(List<UserQuiesced> answers) {
        while (!answers.isEmpty() && closed.getCount() > 0) {
            try {
                handler.accept(answers);
                return;
            } catch (DatabaseFailure e) {
                LOG.warnf("%d answers wait for the database error=%s", answers.size(), e.getMessage());
                pause();
            } catch (RuntimeException e) {
                LOG.errorf(e, "%d answers lost, their users are put back in time", answers.size());
                return;
            }
        }
    }

    private void pause() {
        try {
            boolean over = closed.await(PAUSE_AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
            LOG.tracef("answers try again closed=%s", over);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
