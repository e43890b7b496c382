package org.rehome.gateway.link;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/// Component secrets, and passwords of test users, by their names: from the configuration, else from the
/// file `secrets.properties`, which is read at each question, so that a new one needs no restart. A secret
/// is never logged or shown.
public final class Secrets {
    private final Map<String, String> configured;
    private final Path file;

    public Secrets(Map<String, String> configured, Path file) {
        this.configured = Map.copyOf(configured);
        this.file = file;
    }

    /// What a question came to.
    public sealed interface Found {
        record Secret(String value) implements Found {
            // so that no log line can hold it by accident
            @Override
            public String toString() {
                return "Secret[…]";
            }
        }

        /// @param reason what is missing and where to put it
        record Missing(String reason) implements Found {}
    }

    public Found find(String name) {
        String value = configured.get(name);
        if (value != null) {
            return new Found.Secret(value);
        }
        if (!Files.exists(file)) {
            return new Found.Missing("secret \"" + name + "\" is unknown: set rehome.gateway.secrets.\"" + name
                    + "\", or put " + name + "=… into " + file);
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            return new Found.Missing("secret \"" + name + "\": " + file + " could not be read: " + e.getMessage());
        }
        String fromFile = properties.getProperty(name);
        return fromFile == null
                ? new Found.Missing("secret \"" + name + "\" is neither in the configuration"
                        + " (rehome.gateway.secrets.\"" + name + "\") nor in " + file)
                : new Found.Secret(fromFile.trim());
    }
}
