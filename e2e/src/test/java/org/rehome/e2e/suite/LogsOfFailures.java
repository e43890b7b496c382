package org.rehome.e2e.suite;

import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;

/// Writes the logs of all containers that run when a test fails, or what prepares it.
public final class LogsOfFailures implements AfterTestExecutionCallback, LifecycleMethodExecutionExceptionHandler {
    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            dump(context);
        }
    }

    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        dump(context);
        throw failure;
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        dump(context);
        throw failure;
    }

    private static void dump(ExtensionContext context) {
        String scenario = context.getRequiredTestClass().getSimpleName() + "." + context.getDisplayName();
        Suite.running().forEach(suite -> suite.dumpLogs(scenario));
    }
}
