package org.rehome.directory;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// What can be configured, beside Quarkus' own `quarkus.http.port` and `quarkus.datasource.jdbc.url`.
@ConfigMapping(prefix = "rehome")
public interface DirectoryConfig {

    Kafka kafka();

    /// Folder of the service's files: the database. Absolute, or beginning with `./`.
    @WithDefault("./.rehome/user-directory")
    Path data();

    /// Ends the process when its standard input ends: for supervisors.
    @WithDefault("false")
    boolean exitWithParent();

    Directory directory();

    interface Kafka {
        /// `host:port[,host:port…]`
        @WithDefault("localhost:9092")
        String bootstrapServers();
    }

    interface Directory {
        /// How many users are on their way at one time at most, in all moves together.
        @WithDefault("256")
        int window();

        /// How long a lane should be held at most until it is quiet; fewer users are on their way when it
        /// takes longer.
        @WithDefault("150ms")
        Duration holdAim();

        /// How long a user's lane may be held for the gateway's answer before she is put back.
        @WithDefault("30s")
        Duration quiesceLimit();

        /// How long a pool's component port may take to answer at the registration.
        @WithDefault("2s")
        Duration probeLimit();

        /// The largest CSV file that is imported, in bytes.
        @WithDefault("104857600")
        long importLimit();

        /// Secrets by their names.
        Map<String, String> secrets();

        TransferOfAccounts transfer();
    }

    /// What becomes of a user's account data when her lane is quiet, before she is homed on the new pool.
    interface TransferOfAccounts {
        /// `none`: only hooks of pools bring it over; `shared`: the pools share it, or somebody else sees to it;
        /// `http`: a hook is called for each user.
        @WithDefault("none")
        Kind kind();

        /// Where the hook is, when it is `http`.
        Optional<URI> url();

        /// The name of the secret among `rehome.directory.secrets` that is sent to the hook as a bearer
        /// token.
        Optional<String> secret();

        /// For how many users the hook is called at one time; no more users are on their way then.
        @WithDefault("32")
        int atOnce();

        /// How long one call may take.
        @WithDefault("10s")
        Duration limit();

        /// How often the hook is called for one user before she is put back.
        @WithDefault("3")
        int attempts();

        /// The ways to transfer account data.
        enum Kind {
            NONE,
            SHARED,
            HTTP
        }
    }
}
