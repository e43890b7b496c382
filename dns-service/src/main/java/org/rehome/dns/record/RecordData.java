package org.rehome.dns.record;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.util.List;
import java.util.regex.Pattern;

/// The data of one record. Its text is that of master files (RFC 1035 §5).
public sealed interface RecordData {
    RecordType type();

    String text();

    /// Where a service of the domain is (RFC 2782).
    ///
    /// @param target a host with address records; the root says "not available"
    record Srv(int priority, int weight, int port, DnsName target) implements RecordData {
        public Srv {
            unsigned16("priority", priority);
            unsigned16("weight", weight);
            unsigned16("port", port);
        }

        @Override
        public RecordType type() {
            return RecordType.SRV;
        }

        @Override
        public String text() {
            return priority + " " + weight + " " + port + " " + target;
        }

        private static void unsigned16(String field, int value) {
            if (value < 0 || value > 65_535) {
                throw new InvalidRecords(field, value + " is not from 0 to 65535");
            }
        }
    }

    /// An IPv4 address.
    record A(Inet4Address address) implements RecordData {
        @Override
        public RecordType type() {
            return RecordType.A;
        }

        @Override
        public String text() {
            return address.getHostAddress();
        }
    }

    /// An IPv6 address.
    record Aaaa(Inet6Address address) implements RecordData {
        @Override
        public RecordType type() {
            return RecordType.AAAA;
        }

        @Override
        public String text() {
            return address.getHostAddress();
        }
    }

    /// Character strings; each char is one byte.
    record Txt(List<String> strings) implements RecordData {
        public Txt {
            strings = List.copyOf(strings);
            if (strings.isEmpty()) {
                throw new InvalidRecords("text", "a TXT record has at least one string");
            }
            for (String string : strings) {
                if (string.length() > 255 || string.chars().anyMatch(c -> c > 255)) {
                    throw new InvalidRecords("text", "a string of a TXT record has at most 255 bytes");
                }
            }
        }

        public static Txt of(String string) {
            return new Txt(List.of(string));
        }

        @Override
        public RecordType type() {
            return RecordType.TXT;
        }

        @Override
        public String text() {
            return MasterText.quoted(strings);
        }
    }

    Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

    /// An IPv4 or IPv6 address, never looked up.
    ///
    /// @throws InvalidRecords (field `address`) when the text is neither
    static RecordData address(String text) {
        try {
            if (IPV4.matcher(text).matches()) {
                return new A(Inet4Address.ofLiteral(text));
            }
            if (text.contains(":") && !text.contains("%") && !text.contains("[")) {
                return Inet6Address.ofLiteral(text) instanceof Inet6Address six ? new Aaaa(six) : refused(text);
            }
        } catch (IllegalArgumentException e) {
            return refused(text);
        }
        return refused(text);
    }

    private static RecordData refused(String text) {
        throw new InvalidRecords("address", "\"" + text + "\" is neither an IPv4 nor an IPv6 address");
    }

    /// Reads the text of a record's data.
    ///
    /// @throws InvalidRecords when the text is no data of this type
    static RecordData parse(RecordType type, String text) {
        RecordData data =
                switch (type) {
                    case SRV -> srv(text);
                    case A, AAAA -> address(text.strip());
                    case TXT -> new Txt(MasterText.strings(text));
                };
        if (data.type() != type) {
            throw new InvalidRecords("address", "\"" + text + "\" is no address of an " + type + " record");
        }
        return data;
    }

    private static Srv srv(String text) {
        String[] parts = text.strip().split("\\s+", -1);
        if (parts.length != 4) {
            throw new InvalidRecords("data", "\"" + text + "\" is not priority, weight, port and target");
        }
        try {
            return new Srv(
                    Integer.parseInt(parts[0]),
                    Integer.parseInt(parts[1]),
                    Integer.parseInt(parts[2]),
                    DnsName.parse(parts[3]));
        } catch (NumberFormatException e) {
            throw new InvalidRecords("data", "\"" + text + "\" is not priority, weight, port and target");
        }
    }
}
