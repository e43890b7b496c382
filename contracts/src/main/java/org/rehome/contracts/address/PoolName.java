package org.rehome.contracts.address;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/// The name by which operators call a pool: 1 to 63 lower-case letters, digits, dots and hyphens.
///
/// @param value the name, such as `legacy` or `pool-2.example.test`
public record PoolName(@JsonValue String value) implements Comparable<PoolName> {
    private static final Pattern FORM = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?");

    /// @throws InvalidAddress when the name has another form
    @JsonCreator
    public PoolName {
        if (!FORM.matcher(value).matches()) {
            throw new InvalidAddress("not a pool name: \""
                    + Preparation.printable(value)
                    + "\": 1 to 63 lower-case letters, digits, dots and hyphens, beginning and ending with a"
                    + " letter or digit");
        }
    }

    @Override
    public int compareTo(PoolName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
