package org.rehome.dns.cutover;

import java.util.ArrayList;
import java.util.List;
import org.rehome.dns.record.DnsName;

/// An UPDATE message (RFC 2136) as a value: all of its changes are made, or none. It can be written as the script of
/// `nsupdate` and read again, so that the journal can be used without this program.
public record ZoneUpdate(DnsName zone, List<Prerequisite> prerequisites, List<ZoneChange> changes) {
    public ZoneUpdate {
        prerequisites = List.copyOf(prerequisites);
        changes = List.copyOf(changes);
    }

    /// The commands of nsupdate(1). A prerequisite has no TTL.
    public List<String> script() {
        List<String> script = new ArrayList<>();
        script.add("zone " + zone);
        for (Prerequisite each : prerequisites) {
            switch (each) {
                case Prerequisite.Exactly(var set) ->
                    set.data()
                            .forEach(data -> script.add("prereq yxrrset "
                                    + set.key().name() + " IN " + set.key().type() + " " + data.text()));
                case Prerequisite.Absent(var key) -> script.add("prereq nxrrset " + key.name() + " IN " + key.type());
            }
        }
        for (ZoneChange each : changes) {
            switch (each) {
                case ZoneChange.DeleteSet(var key) -> script.add("update delete " + key);
                case ZoneChange.DeleteRecord(var key, var data) ->
                    script.add("update delete " + key.name() + " IN " + key.type() + " " + data.text());
                case ZoneChange.Add(var set) -> set.lines().forEach(line -> script.add("update add " + line));
            }
        }
        script.add("send");
        return script;
    }

    /// Reads what `script` has written.
    ///
    /// @throws org.rehome.dns.record.InvalidRecords with the line that it does not know
    public static ZoneUpdate parse(List<String> script) {
        return new ZoneScript(script).read();
    }
}
