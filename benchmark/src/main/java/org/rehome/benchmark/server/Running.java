package org.rehome.benchmark.server;

import java.io.IOException;
import java.util.Map;
import org.rehome.benchmark.load.Job;

/// A system that runs, for one generator.
public interface Running extends AutoCloseable {
    /// Where it takes streams from partners, on 127.0.0.1.
    int s2sPort();

    /// How its messages come out.
    Job.Side side();

    /// All its processes, by name.
    Map<String, Long> processes();

    /// What is left to do once messages can come out and before one goes in.
    void admitPartner() throws IOException, InterruptedException;

    /// Ends all its processes.
    @Override
    void close() throws IOException;
}
