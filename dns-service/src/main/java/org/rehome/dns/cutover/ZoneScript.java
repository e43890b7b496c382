package org.rehome.dns.cutover;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.rehome.dns.record.DnsName;
import org.rehome.dns.record.InvalidRecords;
import org.rehome.dns.record.RecordData;
import org.rehome.dns.record.RecordKey;
import org.rehome.dns.record.RecordSet;
import org.rehome.dns.record.RecordType;

/// Reads the script of an update. Lines of one set stand together.
final class ZoneScript {
    private final List<Form> forms = List.of(
            new Form("prereq yxrrset (\\S+) IN (\\S+) (.+)", this::exactly),
            new Form("prereq nxrrset (\\S+) IN (\\S+)", this::absent),
            new Form("update add (\\S+) [0-9]+ IN (\\S+) .+", this::added),
            new Form("update delete (\\S+) IN (\\S+) (.+)", this::deletedRecord),
            new Form("update delete (\\S+) (\\S+)", this::deletedSet));

    /// A line and what is done with it; the groups are name, type and data.
    private record Form(Pattern pattern, Consumer<Matcher> read) {
        Form(String pattern, Consumer<Matcher> read) {
            this(Pattern.compile(pattern), read);
        }
    }

    private final List<String> script;
    private final List<Prerequisite> prerequisites = new ArrayList<>();
    private final List<ZoneChange> changes = new ArrayList<>();
    private final List<String> pending = new ArrayList<>();
    private @Nullable RecordKey pendingKey;
    private boolean pendingAdd;

    ZoneScript(List<String> script) {
        this.script = script;
    }

    ZoneUpdate read() {
        if (script.size() < 2
                || !script.getFirst().startsWith("zone ")
                || !script.getLast().equals("send")) {
            throw new InvalidRecords("script", "it does not begin with a zone and end with send");
        }
        DnsName zone = DnsName.parse(script.getFirst().substring("zone ".length()));
        script.subList(1, script.size() - 1).forEach(this::line);
        finish();
        return new ZoneUpdate(zone, prerequisites, changes);
    }

    private void line(String line) {
        for (Form form : forms) {
            Matcher matcher = form.pattern().matcher(line);
            if (matcher.matches()) {
                form.read().accept(matcher);
                return;
            }
        }
        throw new InvalidRecords("script", "unknown line: " + line);
    }

    private void exactly(Matcher matcher) {
        String line = matcher.group(1) + " 0 IN " + matcher.group(2) + " " + matcher.group(3);
        collect(false, key(matcher), line);
    }

    private void added(Matcher matcher) {
        collect(true, key(matcher), matcher.group().substring("update add ".length()));
    }

    private void absent(Matcher matcher) {
        finish();
        prerequisites.add(new Prerequisite.Absent(key(matcher)));
    }

    private void deletedRecord(Matcher matcher) {
        finish();
        RecordKey key = key(matcher);
        changes.add(new ZoneChange.DeleteRecord(key, RecordData.parse(key.type(), matcher.group(3))));
    }

    private void deletedSet(Matcher matcher) {
        finish();
        changes.add(new ZoneChange.DeleteSet(key(matcher)));
    }

    private void collect(boolean add, RecordKey key, String line) {
        if (pendingAdd != add || !key.equals(pendingKey)) {
            finish();
        }
        pendingAdd = add;
        pendingKey = key;
        pending.add(line);
    }

    private void finish() {
        if (pending.isEmpty()) {
            return;
        }
        RecordSet set = RecordSet.parse(pending);
        if (pendingAdd) {
            changes.add(new ZoneChange.Add(set));
        } else {
            prerequisites.add(new Prerequisite.Exactly(set));
        }
        pending.clear();
    }

    private static RecordKey key(Matcher matcher) {
        try {
            return new RecordKey(DnsName.parse(matcher.group(1)), RecordType.valueOf(matcher.group(2)));
        } catch (InvalidRecords e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new InvalidRecords("script", matcher.group(2) + " is none of SRV, A, AAAA, TXT");
        }
    }
}
