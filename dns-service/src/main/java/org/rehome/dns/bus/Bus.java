package org.rehome.dns.bus;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.KafkaSettings;
import org.rehome.backbone.TopicSetup;
import org.rehome.backbone.facts.Facts;
import org.rehome.dns.cutover.FederationView;
import org.rehome.dns.store.Registry;

/// The service's side of Kafka. It waits for the broker in the background, so that REST answers, and a rollback is
/// possible, without one.
public final class Bus implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Bus.class);

    private final KafkaSettings settings;
    private final EventRelay relay;
    private final FederationFacts federation = new FederationFacts();
    private final Consumer<Exception> failed;
    private final Thread thread;
    private volatile @Nullable Facts facts;

    /// @param failed told when it cannot go on, which is not the broker's absence
    public Bus(KafkaSettings settings, Registry registry, Path positionFile, Consumer<Exception> failed) {
        this.settings = settings;
        this.relay = new EventRelay(registry, settings, positionFile);
        this.failed = failed;
        this.thread = Thread.ofVirtual().name("bus").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            TopicSetup.ensure(settings);
            facts = federation.listen(Facts.of(settings)).start();
            relay.run();
        } catch (InterruptedException e) {
            LOG.debug("bus stopped");
        } catch (IOException | RuntimeException e) {
            failed.accept(e);
        }
    }

    /// True when everything that was said before the start is known.
    public boolean caughtUp() {
        Facts now = facts;
        return now != null && now.caughtUp();
    }

    public FederationView federation() {
        return federation.view(caughtUp());
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Facts now = facts;
        if (now != null) {
            now.close();
        }
    }
}
