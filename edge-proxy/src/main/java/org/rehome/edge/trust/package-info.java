/// Whether a peer's certificate proves a domain: path, purpose and names, each failure with a reason of its own. Our
/// own rules (RFC 6120 §13.7, RFC 6125, RFC 9525) instead of the platform's, which refuse a partner whose certificate
/// is for servers only and know no XMPP names.
@NullMarked
package org.rehome.edge.trust;

import org.jspecify.annotations.NullMarked;
