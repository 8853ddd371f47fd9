// Package upload (附件) looks at a file before it is accepted as an
// attachment: whether it is what its name says, whether it is of a kind the
// public can open without risk, and whether it can be looked into at all.
//
// The kind is decided by the content. Refused are programs, scripts, macros,
// files that are two things at once, files locked with a password, and
// archives built to exhaust whoever unpacks them. Nothing is written and
// nothing is run; time and memory have bounds that do not depend on what the
// file says of itself.
//
// It is not a virus scanner, and it does not look for hidden or personal
// data; the gate that does comes before publication.
package upload
