/// The public events: one sealed interface per topic, the records nested in it, past-tense names. JSON in
/// the record's value, CloudEvents 1.0 attributes in its headers (binary mode). Additive evolution only.
@NullMarked
package org.rehome.contracts.event;

import org.jspecify.annotations.NullMarked;
