/// The whole suite on one machine: Kafka in this process or beside it, the services as its children.
///
/// Read [Suite] first: it starts, watches and stops everything, for the command line ([Main], `Supervisor`) and for
/// programs that drive a suite (the demo, chaos, tests). A service is a value, [ServiceSpec]; `Services` lists the
/// four. `Child` keeps one of them running. `DataFolder` is where everything lasting is.
@NullMarked
package org.rehome.standalone;

import org.jspecify.annotations.NullMarked;
