package org.rehome.dns.socket;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.rehome.dns.record.DnsName;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// Reads a zone from a master file (RFC 1035 §5), and refuses what this server cannot serve as it is meant.
public final class MasterFile {
    private static final Set<Integer> TYPES =
            Set.of(Type.SOA, Type.NS, Type.A, Type.AAAA, Type.SRV, Type.TXT, Type.MX, Type.PTR, Type.TLSA, Type.CAA);
    static final int MAX_RECORDS = 10_000;

    private MasterFile() {}

    /// True for the types that the server serves; aliases, delegations and signatures need more than a look-up.
    static boolean serves(int type) {
        return TYPES.contains(type);
    }

    /// @throws InvalidZone with the line, or the record, that is wrong
    public static Zone read(DnsName zone, String text) throws InvalidZone {
        Name origin = name(zone);
        ZoneEditor editor = new ZoneEditor(origin);
        int count = 0;
        try (Master master = new Master(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)), origin)) {
            master.disableIncludes(true);
            master.expandGenerate(false);
            for (Record each = master.nextRecord(); each != null; each = master.nextRecord()) {
                check(origin, editor, each);
                if (++count > MAX_RECORDS) {
                    throw new InvalidZone("there are more than " + MAX_RECORDS + " records");
                }
                editor.add(each);
            }
            if (master.generators().hasNext()) {
                throw new InvalidZone("$GENERATE is not supported: write the records out");
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidZone("not a master file (RFC 1035 §5): " + e.getMessage());
        }
        return whole(origin, editor);
    }

    private static void check(Name origin, ZoneEditor editor, Record one) throws InvalidZone {
        if (!one.getName().subdomain(origin)) {
            throw new InvalidZone(one.getName() + " is not within the zone " + origin);
        }
        if (one.getDClass() != DClass.IN) {
            throw new InvalidZone(one.getName() + " is not of class IN");
        }
        if (!serves(one.getType())) {
            throw new InvalidZone(one.getName() + ": records of type " + Type.string(one.getType())
                    + " are not supported by the embedded server");
        }
        if (one.getName().isWild()) {
            throw new InvalidZone(one.getName() + ": wildcards are not supported by the embedded server");
        }
        boolean apex = one.getName().equals(origin);
        if (!apex && one.getType() == Type.NS) {
            throw new InvalidZone(one.getName() + ": delegations are not supported by the embedded server");
        }
        if (one.getType() == Type.SOA && (!apex || !editor.set(origin, Type.SOA).isEmpty())) {
            throw new InvalidZone("a zone has one SOA record, at its apex");
        }
    }

    private static Zone whole(Name origin, ZoneEditor editor) throws InvalidZone {
        if (editor.set(origin, Type.SOA).isEmpty()) {
            throw new InvalidZone("the zone " + origin + " has no SOA record");
        }
        if (editor.set(origin, Type.NS).isEmpty()) {
            throw new InvalidZone("the zone " + origin + " has no NS record");
        }
        return editor.build();
    }

    static Name name(DnsName name) {
        try {
            return Name.fromString(name.toString());
        } catch (TextParseException e) {
            throw new IllegalStateException(name + " is no name for dnsjava", e);
        }
    }
}
