package demo

import (
	"testing"

	"gongkai/law/calendar"
)

// At full size one matter is ruled three times, each document ending the day
// the next one takes effect.
func TestChain(t *testing.T) {
	p, err := New(1)
	if err != nil {
		t.Fatal(err)
	}
	titles, amended := Bathhouses()
	var chain [3]document
	for _, d := range p.stock {
		for i, title := range titles {
			if d.named != nil && d.named.title == title {
				chain[i] = d
			}
		}
	}
	if amended == bathhouses[1].body {
		t.Error("the amendment changes nothing")
	}
	for i, c := range []struct {
		validity    string
		first, last int
	}{{Repealed, 1990, 1999}, {Repealed, 2000, 2008}, {InForce, 2010, 2016}} {
		d := chain[i]
		if d.named == nil || d.validity != c.validity || d.issued.Year() < c.first || d.issued.Year() > c.last {
			t.Errorf("%s: %s, issued %s", titles[i], d.validity, d.issued)
			continue
		}
		want := calendar.NoDay
		if i < 2 {
			want = chain[i+1].issued + 30
		}
		if d.ended != want {
			t.Errorf("%s ended on %s, want %s", titles[i], d.ended, want)
		}
	}
}
