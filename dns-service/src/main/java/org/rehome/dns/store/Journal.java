package org.rehome.dns.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.rehome.dns.cutover.Digest;

/// An append-only file of JSON lines, each with the hash of the one before. An entry is on the disk before `append`
/// returns. A last line without its end is what a crash has left of an append that never returned: it is removed. Any
/// other damage stops the service.
public final class Journal implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Journal.class);
    private static final String HASH = "hash";
    private static final String SEQUENCE = "sequence";

    private final Path file;
    private final FileChannel channel;
    private final List<JournalLine> found = new ArrayList<>();
    private long sequence;
    private String last = "";
    private boolean broken;

    private Journal(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /// Opens the file, creates it at the first start, and reads all of it.
    ///
    /// @throws DamagedJournal when a line is not what was written
    /// @throws IOException when the file cannot be used, or another process has it
    public static Journal open(Path file) throws IOException {
        boolean fresh = !Files.exists(file);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Journal journal = new Journal(file, channel);
        try {
            journal.lock();
            if (fresh) {
                try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent())) {
                    folder.force(true);
                }
            }
            journal.read();
            if (journal.sequence == 0 && journal.last.isEmpty()) {
                journal.begin();
            }
            return journal;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void lock() throws IOException {
        try {
            // held until the channel is closed
            if (channel.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            throw inUse(e);
        }
        throw inUse(null);
    }

    private IOException inUse(@org.jspecify.annotations.Nullable Exception cause) {
        return new IOException(
                "the journal " + file + " is in use by another dns-service: give each its own rehome.data", cause);
    }

    /// The lines that were there when it was opened, in order.
    public List<JournalLine> found() {
        return List.copyOf(found);
    }

    private void read() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int start = 0;
        int number = 1;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                line(number++, new String(bytes, start, i - start, UTF_8));
                start = i + 1;
            }
        }
        if (start < bytes.length) {
            LOG.warnf("incomplete last line of the journal removed offset=%d", start);
            channel.truncate(start);
            channel.force(true);
        }
        channel.position(start);
    }

    private void line(int number, String text) throws DamagedJournal {
        try {
            if (!(JournalJson.MAPPER.readTree(text) instanceof ObjectNode node)) {
                throw damaged(number, "it is no JSON object");
            }
            JsonNode hash = node.remove(HASH);
            if (hash == null || !hash.asText().equals(chained(node.toString()))) {
                throw damaged(number, "its hash does not fit to it and the lines before");
            }
            last = hash.asText();
            if (number == 1) {
                return;
            }
            sequence = node.path(SEQUENCE).asLong();
            JournalEntry entry = JournalJson.MAPPER.treeToValue(node.get("entry"), JournalEntry.class);
            found.add(new JournalLine(sequence, last, entry));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new DamagedJournal(where(number) + e.getMessage(), e);
        }
    }

    private DamagedJournal damaged(int number, String why) {
        return new DamagedJournal(where(number) + why);
    }

    private String where(int number) {
        return "the journal " + file + " was changed or damaged in line " + number
                + "; restore it from a backup, or move it away to begin anew (cut-overs in flight are then unknown): ";
    }

    private String chained(String text) {
        return Digest.sha256(last + "\n" + text);
    }

    /// The first line gives the chain a beginning of its own.
    private void begin() throws IOException {
        ObjectNode head = JournalJson.MAPPER.createObjectNode();
        head.put("journal", UUID.randomUUID().toString());
        head.put("format", 1);
        write(head);
    }

    /// Adds an entry; it is on the disk when this returns.
    ///
    /// @throws IOException when it could not be written; the journal is as it was
    public synchronized JournalLine append(JournalEntry entry) throws IOException {
        ObjectNode node = JournalJson.MAPPER.createObjectNode();
        node.put(SEQUENCE, sequence + 1);
        node.set("entry", JournalJson.MAPPER.valueToTree(entry));
        write(node);
        sequence++;
        return new JournalLine(sequence, last, entry);
    }

    private void write(ObjectNode node) throws IOException {
        if (broken) {
            throw new IOException("the journal " + file + " could not be written before; restart the service");
        }
        String hash = chained(node.toString());
        node.put(HASH, hash);
        long before = channel.position();
        try {
            ByteBuffer bytes = ByteBuffer.wrap((node + "\n").getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
            last = hash;
        } catch (IOException e) {
            undo(before);
            throw new IOException("the journal " + file + " cannot be written: " + e.getMessage(), e);
        }
    }

    /// A full disk may have taken a part of the line.
    private void undo(long position) {
        try {
            channel.truncate(position);
            channel.position(position);
        } catch (IOException e) {
            broken = true;
            LOG.errorf("journal cannot be used any more error=%s", e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
