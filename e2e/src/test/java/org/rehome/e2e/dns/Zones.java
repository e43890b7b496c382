package org.rehome.e2e.dns;

import com.github.dockerjava.api.model.ExposedPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.rehome.e2e.suite.Suite;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/// The zones at the suite's BIND, from outside the suite: as partners' own administrators write theirs, and
/// as somebody who knows nothing of the suite would write ours.
public final class Zones {
    private final SimpleResolver server;

    public Zones(Suite bind) {
        InetSocketAddress address = bind.published("bind", ExposedPort.tcp(53));
        server = new SimpleResolver(address);
        server.setTCP(true);
        server.setTimeout(Duration.ofSeconds(5));
    }

    /// Replaces the record sets of the records given, which are in master file form, absolute: `name ttl type
    /// data`.
    public void replace(String zone, String... records) {
        Update update = new Update(name(zone));
        for (String each : records) {
            String[] parts = each.split(" ", 4);
            try {
                update.delete(name(parts[0]), Type.value(parts[2]));
                update.add(name(parts[0]), Type.value(parts[2]), Long.parseLong(parts[1]), parts[3]);
            } catch (IOException e) {
                throw new IllegalArgumentException("not a record: " + each, e);
            }
        }
        written(zone, update);
    }

    private void written(String zone, Update update) {
        server.setTSIGKey(new TSIG(TSIG.HMAC_SHA256, "lab-key.", Suite.LAB_KEY_SECRET));
        Message answer = send(update);
        if (answer.getRcode() != Rcode.NOERROR) {
            throw new IllegalStateException(
                    "the update of " + zone + " was refused: " + Rcode.string(answer.getRcode()));
        }
    }

    /// Removes a record set.
    public void remove(String zone, String owner, String type) {
        Update update = new Update(name(zone));
        update.delete(name(owner), Type.value(type));
        written(zone, update);
    }

    /// The data of the records of a name and type, in the order of their text; empty when there are none.
    public List<String> ask(String name, String type) {
        server.setTSIGKey(null);
        Message answer = send(Message.newQuery(Record.newRecord(name(name), Type.value(type), DClass.IN)));
        return answer.getSection(Section.ANSWER).stream()
                .map(Record::rdataToString)
                .sorted()
                .toList();
    }

    private Message send(Message message) {
        try {
            return server.send(message);
        } catch (IOException e) {
            throw new UncheckedIOException("no answer from BIND", e);
        }
    }

    private static Name name(String text) {
        try {
            return Name.fromString(text, Name.root);
        } catch (TextParseException e) {
            throw new IllegalArgumentException("not a name: " + text, e);
        }
    }
}
