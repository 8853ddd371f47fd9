package pdf

import "testing"

func TestColours(t *testing.T) {
	if red != (rgb{0xc8, 0x16, 0x1d}) {
		t.Errorf("red is %x", red)
	}
	for _, s := range []string{"", "red", "12"} {
		if colour(s) != black {
			t.Errorf("%q is %x", s, colour(s))
		}
	}
}
