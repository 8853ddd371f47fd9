package demo_test

import (
	"testing"
	"time"

	"gongkai/demo"
	"gongkai/paper/gate"
	"gongkai/paper/richtext"
)

// Nothing the year tells would be stopped by the gate: what the demo imports,
// it imports honestly.
func TestTheYearPassesTheGate(t *testing.T) {
	p, err := demo.New(50)
	if err != nil {
		t.Fatal(err)
	}
	a := demo.NewArchive(p, 1)
	var spent time.Duration
	const every = 3
	n := 0
	for i := 0; i < a.Len(); i += every {
		it := a.Item(i)
		began := time.Now()
		var found []gate.Finding
		for _, w := range [][2]string{{"title", it.Title}, {"number", it.Number}, {"keywords", it.Keywords}, {"body", richtext.Plain(it.Body)}} {
			if w[1] != "" {
				found = append(found, gate.Text(w[0], w[1])...)
			}
		}
		spent += time.Since(began)
		n++
		for _, f := range found {
			if f.Kind.Row().Stops {
				t.Errorf("item %d: %s (%s)", i, f.Words, it.Title)
			}
		}
	}
	t.Logf("%d items, %v each", n, spent/time.Duration(n))
}
