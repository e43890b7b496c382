package org.rehome.edge.negotiation;

import org.rehome.edge.partner.DomainPair;

/// A key that a partner sent to have a domain pair of its stream authenticated (XEP-0220 §2.1).
///
/// @param streamId the id of our response header on that stream
/// @param key opaque to us: only the authoritative server knows what it means
public record DialbackRequest(DomainPair pair, String streamId, String key) {}
