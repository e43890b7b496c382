package org.rehome.dns.socket;

import java.util.List;
import java.util.Random;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// Updates by chance: few names and few values, so that prerequisites often hold; now and then malformed.
final class RandomUpdates {
    private static final List<Integer> TYPES = List.of(Type.A, Type.SRV, Type.TXT);

    private final Random random;

    RandomUpdates(Random random) {
        this.random = random;
    }

    Message next() {
        Message update = Message.newUpdate(name("example.test."));
        for (int i = random.nextInt(3); i > 0; i--) {
            update.addRecord(prerequisite(), Section.PREREQ);
        }
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            update.addRecord(change(), Section.UPDATE);
        }
        return update;
    }

    private Record prerequisite() {
        long ttl = seldom() ? 60 : 0;
        int type = random.nextInt(4) == 0 ? Type.ANY : type();
        return switch (random.nextInt(5)) {
            case 0, 1 -> Record.newRecord(owner(), type, DClass.ANY, ttl);
            case 2 -> Record.newRecord(owner(), type, DClass.NONE, ttl);
            default -> withClass(data(ttl), DClass.IN);
        };
    }

    private Record change() {
        long ttl = seldom() ? 60 : 0;
        if (seldom()) {
            return new CNAMERecord(owner(), DClass.IN, 60, name("legacy.example.test."));
        }
        if (seldom()) {
            return new NSRecord(
                    name("example.test."),
                    random.nextBoolean() ? DClass.IN : DClass.NONE,
                    0,
                    name("ns" + (1 + random.nextInt(2)) + ".example.test."));
        }
        return switch (random.nextInt(6)) {
            case 0 -> Record.newRecord(owner(), type(), DClass.ANY, ttl);
            case 1 -> Record.newRecord(owner(), random.nextInt(3) == 0 ? Type.ANY : type(), DClass.ANY, 0);
            case 2 -> withClass(data(ttl), DClass.NONE);
            default -> withClass(data(1 + random.nextInt(2)), seldom() ? DClass.CH : DClass.IN);
        };
    }

    private boolean seldom() {
        return random.nextInt(20) == 0;
    }

    private int type() {
        return TYPES.get(random.nextInt(TYPES.size()));
    }

    private Name owner() {
        return switch (random.nextInt(8)) {
            case 0 -> name("example.test.");
            case 1 -> name("legacy.example.test.");
            case 2 -> name("A.Example.test.");
            case 3, 4 -> name("a.example.test.");
            case 5 -> seldom() ? name("other.test.") : name("c.b.example.test.");
            default -> name("_xmpp-server._tcp.example.test.");
        };
    }

    private Record data(long ttl) {
        Name owner = owner();
        return switch (random.nextInt(3)) {
            case 0 -> new ARecord(owner, DClass.IN, ttl, new byte[] {127, 0, 0, (byte) (10 + random.nextInt(2))});
            case 1 -> new TXTRecord(owner, DClass.IN, ttl, "v" + random.nextInt(2));
            default ->
                new SRVRecord(
                        owner,
                        DClass.IN,
                        ttl,
                        10,
                        0,
                        5269,
                        name(random.nextBoolean() ? "legacy.example.test." : "a.example.test."));
        };
    }

    private static Record withClass(Record one, int dclass) {
        return Record.newRecord(one.getName(), one.getType(), dclass, one.getTTL(), one.rdataToWireCanonical());
    }

    private static Name name(String text) {
        try {
            return Name.fromString(text);
        } catch (TextParseException e) {
            throw new AssertionError(e);
        }
    }
}
