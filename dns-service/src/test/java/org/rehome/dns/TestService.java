package org.rehome.dns;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/// The service without REST, on a folder of its own; everything else as it is by default.
public final class TestService implements AutoCloseable {
    private final DnsService service;

    private TestService(DnsService service) {
        this.service = service;
    }

    /// @param data what an earlier one has left there is found again
    public static TestService start(Path data, String bootstrapServers) throws IOException {
        DnsConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(DnsConfig.class)
                .withSources(new PropertiesConfigSource(
                        Map.of(
                                "rehome.data",
                                data.toString(),
                                "rehome.kafka.bootstrap-servers",
                                bootstrapServers,
                                "rehome.dns.embedded.port",
                                "0"),
                        "test",
                        1000))
                .build()
                .getConfigMapping(DnsConfig.class);
        return new TestService(new DnsService(config, new SimpleMeterRegistry()));
    }

    public DnsService service() {
        return service;
    }

    @Override
    public void close() throws IOException {
        service.stop();
    }
}
