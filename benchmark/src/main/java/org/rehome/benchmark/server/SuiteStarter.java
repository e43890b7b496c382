package org.rehome.benchmark.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.rehome.lab.operator.SuiteAddresses;

/// Starts suites of Rehome.
public interface SuiteStarter {
    /// Starts a suite and returns when it is ready.
    ///
    /// @param folder for everything that it keeps
    StartedSuite start(Path folder) throws IOException;

    /// A suite that runs.
    interface StartedSuite extends AutoCloseable {
        SuiteAddresses addresses();

        /// All its processes, Kafka's too, by name.
        Map<String, Long> processes();

        @Override
        void close();
    }
}
