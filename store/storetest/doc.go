// Package storetest (库考) sets up the record for tests: the same exam for
// every engine, in fresh databases. An engine is one more case in [Each].
//
// Only tests import it.
package storetest
