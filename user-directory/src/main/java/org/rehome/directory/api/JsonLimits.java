package org.rehome.directory.api;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;

/// Bounds the JSON that a request may hold: a selection of some hundred thousand users fits; more are better chosen by
/// their pool.
@Singleton
public final class JsonLimits implements ObjectMapperCustomizer {
    private static final long MAX_BYTES = 10_000_000;

    @Override
    public void customize(ObjectMapper mapper) {
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxDocumentLength(MAX_BYTES)
                        .maxNestingDepth(20)
                        .build());
    }
}
