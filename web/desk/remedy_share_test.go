package desk

import (
	"testing"

	"gongkai/affairs/remedy"
	"gongkai/store"
)

// A share of nothing is none, and not nought.
func TestShareOfNothing(t *testing.T) {
	none, half := store.RemedyFigure{}, store.RemedyFigure{Of: map[remedy.Outcome]int64{remedy.Corrected: 1, remedy.Upheld: 1}}
	if shareCorrected(none) != "—" || shareCorrected(half) != "50.0%" {
		t.Errorf("%q, %q", shareCorrected(none), shareCorrected(half))
	}
}
