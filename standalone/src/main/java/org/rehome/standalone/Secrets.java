package org.rehome.standalone;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;

/// The suite's secrets: made once for each data folder, in a file that only its owner reads; changed by editing it.
public final class Secrets {
    static final String FILE = "secrets.properties";

    /// The key with which the dns-service signs its updates (RFC 8945), base64.
    static final String TSIG = "dns.tsig";

    /// The secret of the edges' stateless dialback keys (XEP-0185).
    static final String DIALBACK = "edge.dialback";

    /// Component secrets (XEP-0114), by the name that links call them.
    static final String COMPONENT = "component.";

    /// The links of a suite that nobody has told otherwise.
    private static final List<String> LINKS = List.of("legacy", "new");

    /// What a name of an environment variable can carry and still be told apart.
    private static final Pattern LINK = Pattern.compile("[a-z0-9]+");

    private final Map<String, String> values;

    private Secrets(Map<String, String> values) {
        this.values = values;
    }

    /// Reads the folder's file, and adds to it what is not there yet.
    static Secrets in(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        var properties = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                properties.load(reader);
            }
        }
        boolean complete = addMissing(properties);
        if (!complete) {
            write(file, properties);
        }
        var values = new LinkedHashMap<String, String>();
        for (String name : properties.stringPropertyNames()) {
            values.put(name, properties.getProperty(name));
        }
        return new Secrets(values);
    }

    private static boolean addMissing(Properties properties) {
        var random = new SecureRandom();
        boolean complete = true;
        complete &= properties.putIfAbsent(TSIG, Base64.getEncoder().encodeToString(bytes(random))) != null;
        complete &= properties.putIfAbsent(DIALBACK, word(random)) != null;
        for (String link : LINKS) {
            complete &= properties.putIfAbsent(COMPONENT + link, word(random)) != null;
        }
        return complete;
    }

    private static byte[] bytes(SecureRandom random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String word(SecureRandom random) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(random));
    }

    /// Complete on disk, or the old file: never half a file, never readable by others.
    private static void write(Path file, Properties properties) throws IOException {
        var text = new StringWriter();
        properties.store(text, "Secrets of this suite. A component secret is " + COMPONENT + "<name>.");
        Path fresh = file.resolveSibling(FILE + ".new");
        Files.deleteIfExists(fresh);
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(fresh, options, ownerOnly())) {
            channel.write(StandardCharsets.UTF_8.encode(text.toString()));
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static FileAttribute<?>[] ownerOnly() {
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        };
    }

    /// The secret of the link `name`, for whoever plays the pool's server: the demo, a test.
    public String component(String name) {
        return get(COMPONENT + name);
    }

    String get(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("no secret " + key + " in " + FILE);
        }
        return value;
    }

    /// The component secrets as the gateway's environment, one variable each.
    Map<String, String> componentEnvironment() throws CannotStart {
        var environment = new LinkedHashMap<String, String>();
        for (Map.Entry<String, String> secret : values.entrySet()) {
            if (secret.getKey().startsWith(COMPONENT)) {
                String name = secret.getKey().substring(COMPONENT.length());
                if (!LINK.matcher(name).matches()) {
                    throw new CannotStart(
                            CannotStart.ASKED_WRONGLY,
                            FILE + ": " + secret.getKey() + " has a name that is not of a-z and 0-9");
                }
                environment.put("REHOME_GATEWAY_SECRETS_" + name.toUpperCase(java.util.Locale.ROOT), secret.getValue());
            }
        }
        return environment;
    }

    @Override
    public String toString() {
        return "Secrets" + values.keySet();
    }
}
