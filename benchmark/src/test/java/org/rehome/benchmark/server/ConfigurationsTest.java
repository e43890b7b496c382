package org.rehome.benchmark.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.benchmark.server.LocalServer.Place;

@DisplayName("The servers' configurations")
class ConfigurationsTest {
    private static final Place PLACE = new Place(Path.of("/somewhere"), 20_001, 20_002, "s3cr3t");

    @Test
    @DisplayName("of Prosody limit no rate, and keep everything in its folder and on loopback")
    void prosody() {
        assertThat(Prosody.configuration(PLACE))
                .contains("modules_disabled = { \"limits\"")
                .contains("data_path = \"/somewhere\"")
                .contains("interfaces = { \"127.0.0.1\" }", "component_interfaces = { \"127.0.0.1\" }")
                .contains("s2s_ports = { 20001 }", "component_ports = { 20002 }")
                .contains("Component \"example.test\"\n    component_secret = \"s3cr3t\"");
    }

    @Test
    @DisplayName("of ejabberd name no shaper, and keep to loopback")
    void ejabberd() {
        assertThat(Ejabberd.configuration(PLACE))
                .doesNotContain("shaper")
                .contains("ca_file: \"/somewhere/authority.pem\"")
                .contains("port: 20001\n    ip: \"127.0.0.1\"\n    module: ejabberd_s2s_in")
                .contains("port: 20002\n    ip: \"127.0.0.1\"\n    module: ejabberd_service")
                .contains("\"example.test\": {password: \"s3cr3t\"}");
    }
}
