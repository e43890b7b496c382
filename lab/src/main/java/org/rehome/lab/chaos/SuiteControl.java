package org.rehome.lab.chaos;

import java.io.IOException;

/// What chaos does to a suite from outside.
public interface SuiteControl {
    /// As `kill -9` does; returns when the process is gone. It is started again by itself.
    void kill(SuiteProcess process) throws InterruptedException;

    /// As SIGSTOP does.
    void freeze(SuiteProcess process) throws IOException, InterruptedException;

    /// As SIGCONT does; nothing happens to a process that runs.
    void resume(SuiteProcess process) throws IOException, InterruptedException;

    /// Whether every process is ready.
    boolean ready();
}
