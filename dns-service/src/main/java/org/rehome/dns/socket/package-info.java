/// The embedded authoritative server: the zones of a machine that has no DNS server of its own, over UDP and TCP.
/// Not a server for the Internet: it does not sign, notify or limit rates. `AuthoritativeServer` is the place to
/// start; `Lookup` answers queries and `Updates` does RFC 2136, both on an immutable `Zone`; `Zones` keeps them.
@NullMarked
package org.rehome.dns.socket;

import org.jspecify.annotations.NullMarked;
