package org.rehome.contracts.docs;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;

/// How a member of an event looks in JSON.
sealed interface MemberType {
    record Text() implements MemberType {}

    record Flag() implements MemberType {}

    /// @param bits 32 or 64
    record Whole(int bits) implements MemberType {}

    record Time() implements MemberType {}

    /// A type of the package `address`, written as text.
    record Address(Class<?> type) implements MemberType {}

    record Choice(Class<?> type, List<String> values) implements MemberType {}

    record Nested(Class<?> type) implements MemberType {}

    record Many(MemberType of) implements MemberType {}

    /// @throws IllegalArgumentException for a type that no event has had yet
    static MemberType of(Type type) {
        if (type instanceof ParameterizedType list && list.getRawType().equals(List.class)) {
            return new Many(of(list.getActualTypeArguments()[0]));
        }
        if (type instanceof Class<?> plain) {
            return ofClass(plain);
        }
        throw new IllegalArgumentException("the documents do not know how to show a member of " + type);
    }

    private static MemberType ofClass(Class<?> type) {
        if (type == String.class) {
            return new Text();
        } else if (type == boolean.class || type == Boolean.class) {
            return new Flag();
        } else if (type == int.class || type == Integer.class) {
            return new Whole(32);
        } else if (type == long.class) {
            return new Whole(64);
        } else if (type == Instant.class) {
            return new Time();
        } else if (type == Jid.class || type == Domain.class || type == PoolName.class) {
            return new Address(type);
        } else if (type.isEnum()) {
            return new Choice(
                    type,
                    Stream.of(type.getEnumConstants()).map(Object::toString).toList());
        } else if (type.isRecord()) {
            return new Nested(type);
        }
        throw new IllegalArgumentException("the documents do not know how to show a member of " + type);
    }
}
