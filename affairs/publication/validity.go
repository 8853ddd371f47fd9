package publication

import "gongkai/law/calendar"

// Stand is the publication with what its norm says of its validity today: what
// lists, facets and reports read. It is no new version, since the text is the
// same. changed is false if it said so already.
func Stand(p Publication, v Validity, ended calendar.Day) (after Publication, changed bool) {
	if v == InForce && p.Content.Validity == "" {
		return p, false // nobody ever asked; in force it is all the same
	}
	after = p
	after.Content.Validity, after.Content.EndedOn = v, ended
	after.Content.EndedOn = after.Content.Ended()
	return after, after.Content.Validity != p.Content.Validity || after.Content.EndedOn != p.Content.Ended()
}
