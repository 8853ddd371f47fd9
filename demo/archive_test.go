package demo_test

import (
	"math/rand/v2"
	"testing"

	"gongkai/demo"
)

// One year of the archive is the year as it is told one after another.
func TestAnArchiveTellsTheYearFromAnywhere(t *testing.T) {
	p, err := demo.New(500)
	if err != nil {
		t.Fatal(err)
	}
	a := demo.NewArchive(p, 1)
	var told []demo.Item
	for it := range p.Items() {
		told = append(told, it)
	}
	if a.Len() != len(told) {
		t.Fatalf("%d items, told %d", a.Len(), len(told))
	}
	for _, n := range rand.Perm(len(told)) {
		if got := a.Item(n); got != told[n] {
			t.Fatalf("item %d: %+v, told %+v", n, got, told[n])
		}
		if !a.At(n).Equal(told[n].PublishedAt) {
			t.Fatalf("item %d at %v, told at %v", n, a.At(n), told[n].PublishedAt)
		}
	}
}

func TestAnArchiveOfSeveralYears(t *testing.T) {
	p, err := demo.New(500)
	if err != nil {
		t.Fatal(err)
	}
	one, ten := demo.NewArchive(p, 1), demo.NewArchive(p, 10)
	if years := ten.Len() / p.Totals.Published(); years != 10 {
		t.Fatalf("%d items of ten years, %d a year", ten.Len(), p.Totals.Published())
	}
	numbers, bodies := map[string]int{}, map[string]bool{}
	for n := range ten.Len() {
		it := ten.Item(n)
		if n > 0 && it.PublishedAt.Before(ten.At(n-1)) {
			t.Fatalf("item %d comes before the one before it", n)
		}
		if !it.PublishedOn.Start().Before(it.PublishedAt) || it.IssuedOn > it.PublishedOn {
			t.Fatalf("item %d: issued %s, published on %s at %v", n, it.IssuedOn, it.PublishedOn, it.PublishedAt)
		}
		if it.Number != "" && it.Category != "A0102" { // rules are numbered without years
			numbers[it.Number]++
		}
		bodies[it.Body] = true
	}
	for number, times := range numbers {
		if times > 1 {
			t.Errorf("%s was given %d times", number, times)
		}
	}
	if len(bodies) < ten.Len()*9/10 {
		t.Errorf("%d different texts of %d items: the years repeat each other", len(bodies), ten.Len())
	}
	last := ten.Len() - p.Totals.Published()
	for i := range p.Totals.Published() {
		if ten.Item(last+i) != one.Item(one.Len()-p.Totals.Published()+i) {
			t.Fatalf("item %d of the last year is not the plan's", i)
		}
	}
}
