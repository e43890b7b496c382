package org.rehome.directory;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.rehome.backbone.KafkaSettings;
import org.rehome.directory.bus.DirectoryBus;
import org.rehome.directory.bus.DirectoryMetrics;
import org.rehome.directory.bus.LinkFacts;
import org.rehome.directory.bus.Mover;
import org.rehome.directory.bus.MoverSettings;
import org.rehome.directory.bus.MoverThread;
import org.rehome.directory.bus.OutboxLine;
import org.rehome.directory.bus.Transfers;
import org.rehome.directory.move.Transfer;
import org.rehome.directory.move.Window;
import org.rehome.directory.socket.TransferHook;
import org.rehome.directory.store.Arrivals;
import org.rehome.directory.store.Database;
import org.rehome.directory.store.Departures;
import org.rehome.directory.store.DomainStore;
import org.rehome.directory.store.Grants;
import org.rehome.directory.store.MoveConditions;
import org.rehome.directory.store.MoveControl;
import org.rehome.directory.store.MoveStart;
import org.rehome.directory.store.MoveStore;
import org.rehome.directory.store.PolicyStore;
import org.rehome.directory.store.PoolStore;
import org.rehome.directory.store.UserImport;
import org.rehome.directory.store.UserStore;

/// The parts of the service and how they hang together; its start and its end.
@Singleton
public final class Wiring {

    void start(@Observes StartupEvent event, PolicyStore policies, DirectoryBus bus) {
        policies.prepare();
        bus.start();
    }

    void stop(@Observes ShutdownEvent event, DirectoryBus bus) {
        bus.close();
    }

    @Produces
    @Singleton
    OutboxLine outbox() {
        return new OutboxLine();
    }

    @Produces
    @Singleton
    Database database(DataSource source, OutboxLine outbox) {
        return new Database(source, outbox::wake);
    }

    @Produces
    @Singleton
    PoolStore pools(Database database) {
        return new PoolStore(database);
    }

    @Produces
    @Singleton
    DomainStore domains(Database database) {
        return new DomainStore(database);
    }

    @Produces
    @Singleton
    PolicyStore policies(Database database) {
        return new PolicyStore(database);
    }

    @Produces
    @Singleton
    UserStore users(Database database) {
        return new UserStore(database);
    }

    @Produces
    @Singleton
    UserImport imports(Database database) {
        return new UserImport(database);
    }

    @Produces
    @Singleton
    Grants grants(Database database) {
        return new Grants(database);
    }

    @Produces
    @Singleton
    LinkFacts links() {
        return new LinkFacts();
    }

    @Produces
    @Singleton
    MoveStart moveStart(Database database, LinkFacts links, Transfer transfer) {
        return new MoveStart(
                database,
                InstantSource.system(),
                new MoveConditions(links::isOpen, links::partnersNotEnabled, transfer));
    }

    @Produces
    @Singleton
    MoveStore moves(Database database) {
        return new MoveStore(database);
    }

    @Produces
    @Singleton
    MoveControl moveControl(Database database) {
        return new MoveControl(database);
    }

    @Produces
    @Singleton
    Departures departures(Database database) {
        return new Departures(database, InstantSource.system());
    }

    @Produces
    @Singleton
    Arrivals arrivals(Database database) {
        return new Arrivals(database, InstantSource.system());
    }

    @Produces
    @Singleton
    DirectoryMetrics metrics(MeterRegistry registry, Database database) {
        return new DirectoryMetrics(registry, database);
    }

    @Produces
    @Singleton
    Transfer transfer(DirectoryConfig config) {
        return TransferChoice.of(config.directory());
    }

    @Produces
    @Singleton
    Mover mover(
            MoveStart starts,
            MoveStore moves,
            Departures departures,
            Arrivals arrivals,
            DirectoryMetrics metrics,
            Transfer transfer,
            DirectoryConfig config) {
        Transfers transfers =
                switch (transfer) {
                    case Transfer.None(), Transfer.Shared() -> null;
                    case Transfer.Http hook -> new Transfers(new TransferHook(hook)::transfer, hook.atOnce());
                };
        DirectoryConfig.Directory directory = config.directory();
        MoverSettings settings = new MoverSettings(
                new Window(directory.window(), directory.holdAim()), directory.quiesceLimit(), transfers);
        return new Mover(starts, moves, departures, arrivals, settings, metrics, System::nanoTime);
    }

    @Produces
    @Singleton
    MoverThread moverThread(Mover mover) {
        return new MoverThread(mover);
    }

    @Produces
    @Singleton
    DirectoryBus bus(
            DirectoryConfig config, DataSource database, OutboxLine outbox, LinkFacts links, MoverThread mover) {
        KafkaSettings settings = new KafkaSettings(config.kafka().bootstrapServers(), "user-directory");
        return new DirectoryBus(settings, database, outbox, links, mover);
    }
}
