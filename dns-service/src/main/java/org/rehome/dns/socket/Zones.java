package org.rehome.dns.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rehome.dns.record.DnsName;
import org.xbill.DNS.Name;
import org.xbill.DNS.Serial;

/// The zones that the server has, one file each. Readers see one immutable map; a writer holds the lock, and is done
/// when the file is on the disk.
public final class Zones {
    private static final String SUFFIX = ".zone";
    private static final int MAX_ZONES = 1000;

    private final Path folder;
    private final AtomicReference<Map<Name, Zone>> zones = new AtomicReference<>(Map.of());
    private final ReentrantLock lock = new ReentrantLock();

    private Zones(Path folder) {
        this.folder = folder;
    }

    /// Opens the folder, and creates it at the first start.
    ///
    /// @throws IOException when a file cannot be read or is no zone; the message names it
    public static Zones open(Path folder) throws IOException {
        Zones opened = new Zones(Files.createDirectories(folder));
        Map<Name, Zone> found = new HashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(SUFFIX)).toList()) {
                Zone zone = read(file);
                found.put(zone.origin(), zone);
            }
        }
        opened.zones.set(Map.copyOf(found));
        return opened;
    }

    private static Zone read(Path file) throws IOException {
        String name = file.getFileName().toString();
        try {
            return MasterFile.read(
                    DnsName.parse(name.substring(0, name.length() - SUFFIX.length())),
                    Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (InvalidZone | IllegalArgumentException e) {
            throw new IOException("zone file " + file + " is damaged: " + e.getMessage(), e);
        }
    }

    /// In the order of their names.
    public List<Zone> all() {
        return zones.get().values().stream()
                .sorted(java.util.Comparator.comparing(Zone::name))
                .toList();
    }

    public Optional<Zone> get(DnsName name) {
        return get(MasterFile.name(name));
    }

    Optional<Zone> get(Name origin) {
        return Optional.ofNullable(zones.get().get(origin));
    }

    /// The zone that holds a name: the one with the longest origin.
    Optional<Zone> holding(Name name) {
        Map<Name, Zone> now = zones.get();
        for (int i = 0; i < name.labels(); i++) {
            Zone zone = now.get(new Name(name, i));
            if (zone != null) {
                return Optional.of(zone);
            }
        }
        return Optional.empty();
    }

    /// Called with the zone that is there, null when there is none, before it is replaced; throws to refuse.
    @FunctionalInterface
    public interface Check {
        void check(@Nullable Zone present);
    }

    /// Replaces a zone, or adds one. When the content differs and the serial is not newer, the serial becomes the
    /// next one; when it does not differ nothing changes.
    ///
    /// @throws IOException when it could not be written; the zone is as it was
    public Zone put(Zone wanted, Check check) throws IOException {
        lock.lock();
        try {
            Zone present = zones.get().get(wanted.origin());
            check.check(present);
            if (present == null && zones.get().size() >= MAX_ZONES) {
                throw new IOException("there are " + MAX_ZONES + " zones already");
            }
            if (present != null && present.sameContent(wanted)) {
                return present;
            }
            boolean newer = present == null || Serial.compare(wanted.serial(), present.serial()) > 0;
            Zone next = newer || present == null
                    ? wanted
                    : new ZoneEditor(wanted).withSerial(Serial.increment(present.serial()));
            store(next);
            return next;
        } finally {
            lock.unlock();
        }
    }

    /// Changes a zone by what the function makes of it; nobody else changes it meanwhile.
    ///
    /// @param change answers the outcome, with the zone that is to be stored if there is one
    /// @throws IOException when it could not be written; the zone is as it was
    <T extends Change> T change(Name origin, Function<Zone, T> change) throws IOException {
        lock.lock();
        try {
            Zone present = zones.get().get(origin);
            if (present == null) {
                throw new IllegalStateException("zone " + origin + " is gone");
            }
            T outcome = change.apply(present);
            Zone next = outcome.next();
            if (next != null) {
                store(next);
            }
            return outcome;
        } finally {
            lock.unlock();
        }
    }

    /// An outcome that may hold a new zone.
    interface Change {
        @Nullable
        Zone next();
    }

    /// A file is replaced as a whole, so that a crash leaves the old one or the new one.
    private void store(Zone zone) throws IOException {
        Path file = folder.resolve(zone.name() + SUFFIX);
        Path fresh = folder.resolve(zone.name() + ".new");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(zone.masterFile().getBytes(StandardCharsets.ISO_8859_1));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory = FileChannel.open(folder)) {
            directory.force(true);
        }
        Map<Name, Zone> next = new HashMap<>(zones.get());
        next.put(zone.origin(), zone);
        zones.set(Map.copyOf(next));
    }
}
