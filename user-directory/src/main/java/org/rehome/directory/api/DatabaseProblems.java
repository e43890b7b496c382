package org.rehome.directory.api;

import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.rehome.directory.store.DatabaseFailure;
import org.rehome.rest.Problem;
import org.rehome.rest.ProblemMappers;

/// A database that is away or full is a 503 that says so.
public final class DatabaseProblems {
    private static final Logger LOG = Logger.getLogger(DatabaseProblems.class);

    @ServerExceptionMapper
    public Response failure(DatabaseFailure failure) {
        LOG.warnf("request not carried out error=%s", failure.getMessage());
        return new ProblemMappers().problem(Problem.unavailable(String.valueOf(failure.getMessage())));
    }
}
