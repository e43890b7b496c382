package org.rehome.dns.record;

/// A record, or a part of one, that cannot be: the field and the reason.
public final class InvalidRecords extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final String reason;

    public InvalidRecords(String field, String reason) {
        super(field + ": " + reason);
        this.field = field;
        this.reason = reason;
    }

    public String field() {
        return field;
    }

    public String reason() {
        return reason;
    }

    /// The same, of a field that is a part of another one.
    ///
    /// @param path such as `edges[0].`
    public InvalidRecords within(String path) {
        return new InvalidRecords(path + field, reason);
    }
}
