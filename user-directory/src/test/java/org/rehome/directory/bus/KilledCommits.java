package org.rehome.directory.bus;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import javax.sql.DataSource;

/// A database at which the process can be killed: immediately before a commit, or immediately after it.
final class KilledCommits {
    private Moment moment = Moment.NEVER;

    enum Moment {
        NEVER,
        BEFORE,
        AFTER
    }

    /// The process is dead: whoever gets this must forget all that it knew.
    static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /// @param next where the next commit ends the process
    void kill(Moment next) {
        moment = next;
    }

    DataSource around(DataSource database) {
        return proxy(DataSource.class, database);
    }

    private <T> T proxy(Class<T> type, T target) {
        Object made =
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    Moment now = method.getName().equals("commit") ? moment : Moment.NEVER;
                    if (now != Moment.NEVER) {
                        moment = Moment.NEVER;
                    }
                    if (now == Moment.BEFORE) {
                        throw new Killed();
                    }
                    Object result;
                    try {
                        result = method.invoke(target, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (now == Moment.AFTER) {
                        throw new Killed();
                    }
                    return result instanceof Connection connection ? proxy(Connection.class, connection) : result;
                });
        return type.cast(made);
    }
}
