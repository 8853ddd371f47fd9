// Package wording (用语) owns the texts an agency keeps to use again when it
// answers requests: what it asks applicants to supplement, and the reasons it
// gives. A text is added, changed and retired by acts; one that is retired is no
// longer offered and stays on record. What was put into a case belongs to that
// case: changing the text changes no letter.
package wording
