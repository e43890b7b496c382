package org.rehome.directory.api;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.rehome.directory.DirectoryConfig;
import org.rehome.directory.store.DatabaseFailure;
import org.rehome.rest.Problem;
import org.rehome.rest.ProblemMappers;

/// A database that is away or full is a 503 that says so, and what to do.
@Singleton
public final class DatabaseProblems {
    private static final Logger LOG = Logger.getLogger(DatabaseProblems.class);

    /// Less than the database needs for one change: it writes its file in blocks.
    private static final long NO_SPACE = 1_000_000;

    private final Path data;

    DatabaseProblems(DirectoryConfig config) {
        this.data = config.data().toAbsolutePath().normalize();
    }

    @ServerExceptionMapper
    public Response failure(DatabaseFailure failure) {
        LOG.warnf("request not carried out error=%s", failure.getMessage());
        String detail = isFull(failure)
                ? "the disk is full: " + failure.outcome() + "; make room in " + data
                        + " (rehome.data), then repeat the request"
                : failure.getMessage() + "; repeat the request later";
        return new ProblemMappers().problem(Problem.unavailable(detail));
    }

    /// The first failure has the system's reason; later ones say that the database is closed.
    private boolean isFull(DatabaseFailure failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (String.valueOf(each.getMessage()).contains("No space left")) {
                return true;
            }
        }
        try {
            return Files.getFileStore(data).getUsableSpace() < NO_SPACE;
        } catch (IOException e) {
            LOG.debugf("free space unknown error=%s", e.getMessage());
            return false;
        }
    }
}
