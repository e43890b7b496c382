package org.rehome.standalone;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.rehome.lab.operator.NotDone;
import org.rehome.lab.operator.Restarts;

/// The edges and gateways of a suite that has more than one of each.
record SuiteRestarts(Suite suite, int instances) implements Restarts {
    @Override
    public List<String> processes() {
        List<String> processes = new ArrayList<>();
        if (instances > 1) {
            for (String service : List.of(Services.EDGE_PROXY, Services.GATEWAY)) {
                for (int number = 1; number <= instances; number++) {
                    processes.add(Services.instance(service, number));
                }
            }
        }
        return processes;
    }

    @Override
    public void restart(String process) throws IOException, InterruptedException {
        if (!suite.restart(process)) {
            throw new NotDone(process + " has not ended in order, or is not ready again");
        }
    }
}
