// Package remedy (监督与救济) owns what citizens and higher agencies do about an
// agency's disclosure work: the complaint (投诉举报), the reconsideration
// (行政复议), the suit (行政诉讼) and the order to put right (责令改正).
//
// A [Remedy] is one of the four; its kind says which facts it holds and which
// rows of [Moves], the table state x act, are its life. It names what it is
// about by the thing of the journal ("request/2017-000123", or another
// remedy), so this package knows nothing of requests. The law followed is the
// Regulation of 2019, articles 47 and 51 to 53, the Administrative
// Reconsideration Law and the Administrative Litigation Law; how long anything
// may take is counted by law/remedy and kept with the remedy as a [Clock].
//
// A complaint is never handled by the agency complained of (art. 47, 51): such
// an agency may only pass it on. Storage is in package store.
package remedy
