package org.rehome.benchmark.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.rehome.benchmark.server.LocalServer.Place;

/// ejabberd with what the work needs: S2S in with TLS and SASL EXTERNAL, and a component. No listener names
/// a shaper, so there is no limit to a stream's rate.
public final class Ejabberd {
    private static final String CONFIGURATION = "ejabberd.yml";

    /// Erlang reserves memory for every file that it may open, which can be a thousand million.
    private static final int OPEN_FILES = 16_384;

    private Ejabberd() {}

    public static Running start(Ground ground, Path folder) throws IOException, InterruptedException {
        Place place = Place.in(folder, ground.password());
        var files = Map.of(
                CONFIGURATION,
                configuration(place),
                "server.pem",
                ground.serverIdentity(),
                "authority.pem",
                ground.authority());
        return LocalServer.start(new LocalServer.Plan("ejabberd", files, command(place), environment(place)), place);
    }

    /// What ejabberdctl runs, with its flags, but without a name: so no Erlang node is to be found by
    /// others, and no epmd is started.
    private static List<String> command(Place place) {
        String shell = """
                ulimit -n %d
                for library in /usr/lib/*/ejabberd-*; do ERL_LIBS=${library%%/*}; done
                export ERL_LIBS
                exec erl -noinput +K true +P 250000 -mnesia dir '"%s"' -s ejabberd
                """.formatted(OPEN_FILES, place.file("db"));
        return List.of("sh", "-c", shell);
    }

    private static Map<String, String> environment(Place place) {
        return Map.of(
                "EJABBERD_CONFIG_PATH", place.file(CONFIGURATION),
                "EJABBERD_LOG_PATH", place.file("ejabberd.log"),
                "ERL_CRASH_DUMP", "/dev/null");
    }

    static String configuration(Place place) {
        return """
                hosts: ["server.test"]
                loglevel: warning
                ca_file: "%1$s/authority.pem"
                s2s_cafile: "%1$s/authority.pem"
                s2s_use_starttls: required
                certfiles: ["%1$s/server.pem"]
                listen:
                  - port: %2$d
                    ip: "127.0.0.1"
                    module: ejabberd_s2s_in
                    max_stanza_size: 524288
                  - port: %3$d
                    ip: "127.0.0.1"
                    module: ejabberd_service
                    access: all
                    hosts:
                      "%4$s": {password: "%5$s"}
                """.formatted(place.folder(), place.s2sPort(), place.componentPort(), Ground.DOMAIN, place.secret());
    }
}
