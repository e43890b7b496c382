package org.rehome.dns.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Records by chance, the same for the same seed.
public final class RandomRecords {
    private final Random random;

    public RandomRecords(Random random) {
        this.random = random;
    }

    public RecordSet set(DnsName name) {
        List<RecordType> types = List.of(RecordType.values());
        return set(new RecordKey(name, types.get(random.nextInt(types.size()))));
    }

    public RecordSet set(RecordKey key) {
        List<RecordData> data = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            data.add(data(key.type()));
        }
        return new RecordSet(key, 1 + random.nextInt(1000), data);
    }

    /// Few different values, so that sets are often equal.
    public RecordData data(RecordType type) {
        return switch (type) {
            case A -> RecordData.address("192.0.2." + (1 + random.nextInt(4)));
            case AAAA -> RecordData.address("2001:db8::" + (1 + random.nextInt(4)));
            case SRV ->
                new RecordData.Srv(
                        random.nextInt(2) * 10,
                        random.nextInt(2),
                        5269,
                        DnsName.parse("host" + random.nextInt(3) + ".example.test"));
            case TXT -> new RecordData.Txt(strings());
        };
    }

    private List<String> strings() {
        List<String> strings = new ArrayList<>();
        for (int i = random.nextInt(2); i >= 0; i--) {
            StringBuilder string = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                string.append((char) random.nextInt(256));
            }
            strings.add(string.toString());
        }
        return strings;
    }
}
