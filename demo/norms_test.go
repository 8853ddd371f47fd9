package demo

import (
	"testing"

	"gongkai/affairs/norm"
	"gongkai/law/calendar"
	"gongkai/paper/richtext"
)

// At every scale one matter is ruled three times, each document ending the day
// the next one takes effect.
func TestChain(t *testing.T) {
	for _, scale := range []int{1, 40, 100, 10_000} {
		p := plan(t, scale)
		titles := Bathhouses()
		var chain [3]document
		for _, d := range p.stock {
			for i, title := range titles {
				if d.named != nil && d.named.title == title {
					chain[i] = d
				}
			}
		}
		for i, c := range []struct {
			validity string
			year     int
		}{{Repealed, 1993}, {Repealed, 2001}, {InForce, 2011}} {
			d := chain[i]
			if d.named == nil || d.validity != c.validity || d.issued.Year() != c.year {
				t.Fatalf("scale %d: %s: %s, issued %s", scale, titles[i], d.validity, d.issued)
			}
			if i == 2 {
				continue
			}
			if next, _ := norm.Said(richtext.Plain(chain[i+1].named.body), chain[i+1].issued); d.ended != next {
				t.Errorf("scale %d: %s ended on %s, the next takes effect on %s", scale, titles[i], d.ended, next)
			}
		}
	}
}

// Every decision of a clean-up is a document of its day, once; every wording has
// its document, another text than the one before it, and a decision.
func TestCleanUps(t *testing.T) {
	for _, scale := range []int{1, 100, 10_000} {
		found, bodies := map[string]Item{}, map[string]string{}
		left := CleanUps()
		for it := range plan(t, scale).Items() {
			if it.Agency != "CC" || !it.Normative {
				continue
			}
			found[it.Title], bodies[it.Title] = it, it.Body
			if left[it.IssuedOn] == it.Title {
				delete(left, it.IssuedOn)
			}
			if it.Validity == Repealed && CleanUps()[it.EndedOn] == "" && it.Title != bathhouses[0].title && it.Title != bathhouses[1].title {
				t.Errorf("scale %d: %s was repealed on %s, by nothing", scale, it.Title, it.EndedOn)
			}
		}
		if len(left) > 0 {
			t.Errorf("scale %d: no decisions: %v", scale, left)
		}
		for _, r := range Rewordings() {
			it := found[r.Title]
			if it.Title == "" || bodies[r.Title] == r.Body || CleanUps()[r.On] == "" || r.On <= it.IssuedOn || it.EndedOn != calendar.NoDay && it.EndedOn <= r.On {
				t.Errorf("scale %d: %s reworded on %s", scale, r.Title, r.On)
			}
			bodies[r.Title] = r.Body
		}
		for title, want := range map[string]string{kiosks.title: Repealed, mopeds.title: Expired, stalls.title: Amended} {
			if found[title].Validity != want {
				t.Errorf("scale %d: %s is %q", scale, title, found[title].Validity)
			}
		}
	}
}

// The issue that never appeared has no serial of the whole, and those after it
// go on where the one before it was.
func TestSerialsOfTheGazette(t *testing.T) {
	last := 0
	for _, i := range Issues() {
		switch {
		case i.Missing != "" && i.Whole != 0:
			t.Errorf("%d/%d never appeared and is number %d of the whole", i.Year, i.No, i.Whole)
		case i.Missing != "":
		case last > 0 && i.Whole != last+1:
			t.Errorf("%d/%d is number %d after %d", i.Year, i.No, i.Whole, last)
		}
		last = max(last, i.Whole)
	}
}
