/// The edge: partners' server-to-server streams end here. `Edge` starts and stops everything and is the
/// place to read first. `negotiation` decides what a stream does, `socket` does it, `trust` judges
/// certificates, `partner` knows who is admitted, `delivery` brings outbound lanes to partners, `bus` is
/// Kafka, `zone` the DNS, `store` the data folder, `api` HTTP.
@NullMarked
package org.rehome.edge;

import org.jspecify.annotations.NullMarked;
