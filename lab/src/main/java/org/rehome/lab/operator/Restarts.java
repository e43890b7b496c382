package org.rehome.lab.operator;

import java.io.IOException;
import java.util.List;

/// The processes of a suite that are there more than once, and can so be restarted one after the other.
public interface Restarts {
    /// Their names, in the order in which they are to be restarted.
    List<String> processes();

    /// Ends a process in order and starts it again; returns when it is ready.
    ///
    /// @throws NotDone when it does not end by itself, or is not ready in time
    void restart(String process) throws IOException, InterruptedException;
}
