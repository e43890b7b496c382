package org.rehome.standalone;

import java.io.IOException;
import org.rehome.lab.chaos.SuiteControl;
import org.rehome.lab.chaos.SuiteProcess;

/// The processes of a suite whose Kafka has one of its own, at the mercy of chaos.
record SuiteProcesses(Suite suite) implements SuiteControl {
    @Override
    public void kill(SuiteProcess process) throws InterruptedException {
        suite.kill(name(process));
    }

    @Override
    public void freeze(SuiteProcess process) throws IOException, InterruptedException {
        suite.freeze(name(process));
    }

    @Override
    public void resume(SuiteProcess process) throws IOException, InterruptedException {
        suite.resume(name(process));
    }

    @Override
    public boolean ready() {
        return suite.ready();
    }

    private static String name(SuiteProcess process) {
        return switch (process) {
            case EDGE -> Services.EDGE_PROXY;
            case GATEWAY -> Services.GATEWAY;
            case DIRECTORY -> Services.USER_DIRECTORY;
            case BROKER -> Suite.KAFKA;
            case EDGE_2 -> Services.instance(Services.EDGE_PROXY, 2);
            case GATEWAY_2 -> Services.instance(Services.GATEWAY, 2);
        };
    }
}
