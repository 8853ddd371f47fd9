package page

import (
	"errors"
	"testing"
)

func TestPressed(t *testing.T) {
	form := Presses{"save", "remove-*"}
	for _, c := range []struct {
		act  string
		want error
	}{
		{"", nil},
		{"save", nil},
		{"remove-1", nil},
		{"remove-", ErrPress},
		{"remove", ErrPress},
		{"saved", ErrPress},
		{"*", ErrPress},
		{"remove-*", nil}, // of a row nobody has: the handler looks for it
	} {
		got, err := form.Pressed(Filled("act", c.act))
		if !errors.Is(err, c.want) || err == nil && got != c.act {
			t.Errorf("%q: %q, %v", c.act, got, err)
		}
	}
}
