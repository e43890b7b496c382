package org.rehome.broker;

import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/// A broker says hundreds of things at each start; only its warnings matter to those it is embedded in.
final class QuietLogs {
    /// Held here because java.util.logging keeps only weak references to loggers, and so to their levels.
    private static final Map<Logger, Level> LOUD = Map.of(
            Logger.getLogger("kafka"), Level.WARNING,
            Logger.getLogger("org.apache.kafka"), Level.WARNING,
            Logger.getLogger("state.change.logger"), Level.WARNING,
            // Warns at every start that it starts.
            Logger.getLogger("org.apache.kafka.controller.QuorumController"), Level.SEVERE);

    private static final Logger CLIENTS = Logger.getLogger("org.apache.kafka.clients.NetworkClient");

    private QuietLogs() {}

    /// Sets the levels where nobody has set one. With a logging backend other than java.util.logging or the JBoss
    /// log manager nothing happens: there the user's own configuration says.
    static void apply() {
        LOUD.forEach((logger, level) -> {
            if (logger.getLevel() == null) {
                logger.setLevel(level);
            }
        });
        // Said at every stop, about a connection that the broker closes twice. Other warnings of clients are of use.
        if (CLIENTS.getFilter() == null) {
            CLIENTS.setFilter(line -> line.getMessage() == null
                    || !line.getMessage().contains("close NetworkClient that has already been closed"));
        }
    }
}
