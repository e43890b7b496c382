/// The DNS service: desired records of a domain, and their cut-over. `Cutovers` is the place to read first: what each
/// order of an operator does. `record` and `cutover` are the values and rules, `zone` speaks to DNS servers, `socket`
/// is the embedded one, `store` the journal, `bus` Kafka, `api` REST. `DnsService` puts them together.
@NullMarked
package org.rehome.dns;

import org.jspecify.annotations.NullMarked;
