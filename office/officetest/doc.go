// Package officetest (务考) sets up an office for tests: four agencies, a few
// categories, one account for each role in each of two agencies, and a clock
// that stands until it is moved.
//
// Only tests import it.
package officetest
