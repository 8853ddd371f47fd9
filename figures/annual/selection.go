package annual

import (
	"slices"
	"strings"

	"gongkai/affairs/agency"
	"gongkai/law/form"
)

// Scope is whose acts of which year are counted.
type Scope struct {
	Year   int
	Agency agency.Code
	// Own counts the acts of the agency alone; otherwise those of the bodies
	// below it count too, as a level's report sums them up. It is what tells
	// the 36 press conferences of the city government from the city's 110.
	Own bool
}

// Selection names the records that a figure counts. The same selection counts
// them, lists them and says in words what they are.
type Selection struct {
	form.Source
	Scope
}

// sourceText is the source as it stands in an address:
// "request.received:online,email:natural"; parse it with [ParseSource].
func sourceText(s form.Source) string {
	text := string(s.Fact)
	if len(s.Of) > 0 || s.Applicant != "" {
		text += ":" + strings.Join(s.Of, ",")
	}
	if s.Applicant != "" {
		text += ":" + s.Applicant
	}
	return text
}

// Same says whether two sources count the same records.
func Same(a, b form.Source) bool {
	return a.Fact == b.Fact && a.Applicant == b.Applicant && slices.Equal(a.Of, b.Of)
}
