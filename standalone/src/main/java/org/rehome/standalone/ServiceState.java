package org.rehome.standalone;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/// How a service of a running suite is.
///
/// @param name its name
/// @param rest where its REST is
/// @param ports all that it listens on, REST first
/// @param process the number of its process; none between a death and the next start
/// @param ready whether it answered so when last asked
/// @param deaths how often it has ended by itself, or was killed, since the suite's start
/// @param log the file that it prints into
public record ServiceState(
        String name, URI rest, List<Port> ports, OptionalLong process, boolean ready, int deaths, Path log) {
    public ServiceState {
        ports = List.copyOf(ports);
    }
}
