package org.rehome.backbone.outbox;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

/// A database whose deletes fail now and then, as if the process had died after sending.
final class CrashingDeletes {

    private CrashingDeletes() {}

    static DataSource over(DataSource database, BooleanSupplier crashes) {
        return proxy(DataSource.class, database, (name, result) -> {
            if (!(result instanceof Connection connection)) {
                return result;
            }
            return proxy(Connection.class, connection, (method, argument) -> argument, argument -> {
                if (argument.startsWith("DELETE") && crashes.getAsBoolean()) {
                    throw new SQLException("crash before the delete");
                }
            });
        });
    }

    private interface Result {
        Object of(String method, Object result);
    }

    private interface Check {
        void before(String argument) throws SQLException;
    }

    private static <T> T proxy(Class<T> type, T target, Result result) {
        return proxy(type, target, result, argument -> {});
    }

    private static <T> T proxy(Class<T> type, T target, Result result, Check check) {
        Object made =
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (method.getName().equals("prepareStatement")) {
                        check.before(String.valueOf(arguments[0]));
                    }
                    try {
                        return result.of(method.getName(), method.invoke(target, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return type.cast(made);
    }
}
