package org.rehome.benchmark.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.rehome.benchmark.server.LocalServer.Place;

/// Prosody with what the work needs: S2S in with TLS and SASL EXTERNAL, and a component.
public final class Prosody {
    private static final String CONFIGURATION = "prosody.cfg.lua";

    private Prosody() {}

    public static Running start(Ground ground, Path folder) throws IOException, InterruptedException {
        Place place = Place.in(folder, ground.password());
        var files = Map.of(
                CONFIGURATION,
                configuration(place),
                "server.pem",
                ground.serverIdentity(),
                "authority.pem",
                ground.authority());
        var command = List.of("prosody", "-F", "--config", place.file(CONFIGURATION));
        return LocalServer.start(new LocalServer.Plan("prosody", files, command, Map.of()), place);
    }

    /// With the modules of Debian's configuration, but mod_limits: without it a stream's rate has no limit.
    static String configuration(Place place) {
        return """
                data_path = "%1$s"
                pidfile = "%1$s/prosody.pid"
                certificates = "%1$s"
                log = { { levels = { min = "warn" }, to = "console" } }
                modules_enabled = {
                    "disco", "roster", "saslauth", "tls", "blocklist", "bookmarks", "carbons", "dialback", "pep",
                    "private", "smacks", "vcard4", "vcard_legacy", "csi_simple", "invites", "invites_adhoc",
                    "invites_register", "ping", "register", "time", "uptime", "version", "admin_adhoc", "admin_shell",
                }
                modules_disabled = { "limits" }
                interfaces = { "127.0.0.1" }
                c2s_ports = {}
                s2s_ports = { %2$d }
                component_ports = { %3$d }
                component_interfaces = { "127.0.0.1" }
                s2s_require_encryption = true
                s2s_secure_auth = true
                ssl = {
                    certificate = "%1$s/server.pem";
                    key = "%1$s/server.pem";
                    cafile = "%1$s/authority.pem";
                    capath = false;
                }
                VirtualHost "server.test"
                Component "%4$s"
                    component_secret = "%5$s"
                """.formatted(place.folder(), place.s2sPort(), place.componentPort(), Ground.DOMAIN, place.secret());
    }
}
