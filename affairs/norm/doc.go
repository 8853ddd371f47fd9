// Package norm (规范) is the life of a rule or a normative document after it
// was published: when it takes effect, what changes it, and when it ends.
//
// A [Norm] belongs to a publication, which keeps its title, number, issuer,
// day and text; nothing of these is kept here again. What is kept are its days
// and its [Event]s, in the order in which they became known; everything else
// follows from them: [Norm.On] says how it stands on a day, [Norm.WordingOn]
// which wording holds, and neither needs anybody to set a state. An expiry
// that passes ends a norm by itself, and is not a repeal.
//
// The acts: [Register] (统一登记、统一编号、统一印发), [SetTerm], [Amend],
// [Repeal] (by itself or by what replaces it), [Void], [Extend], [Correct],
// [Complete], and of the clock [Pass]. A [Campaign] is a clean-up (清理).
package norm
