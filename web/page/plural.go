package page

import "regexp"

// English counts are written for many; one of a thing is said as one: 1 items wait becomes 1 item waits.
var one = regexp.MustCompile(`(^|[^0-9.,:/–−-])1 ((?:working|open|source|withheld|imported|tracked|normative|old) )?` +
	`(addresses|agencies|cells|changes|characters|copies|days|documents|drafts|entries|files|findings|hours|identities|issues|items|lines|matters|minutes|months|numbers|objects|pages|people|pictures|places|publications|records|requests|results|rows|rules|seconds|traces|tries|versions|years)\b` +
	`( (?:are|come|differ|explain|have|hold|wait|were))?\b`)

var singular = map[string]string{
	"addresses": "address", "agencies": "agency", "copies": "copy", "entries": "entry", "identities": "identity", "people": "person", "tries": "try",
	" are": " is", " have": " has", " were": " was",
}

func countedOnce(s string) string {
	return one.ReplaceAllStringFunc(s, func(found string) string {
		m := one.FindStringSubmatch(found)
		noun, verb := singular[m[3]], singular[m[4]]
		if noun == "" {
			noun = m[3][:len(m[3])-1]
		}
		if verb == "" && m[4] != "" {
			verb = m[4] + "s"
		}
		return m[1] + "1 " + m[2] + noun + verb
	})
}
