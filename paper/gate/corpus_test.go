package gate_test

import (
	"bytes"
	"context"
	"testing"

	"gongkai/paper/gate"
	"gongkai/paper/gate/gatetest"
)

// The goals of the gate, on files made from a seed that it was built with and
// never one of those that scripts/bench measures, which nobody looks into.
func TestGoalsOnFilesMadeUp(t *testing.T) {
	const seed = 2017
	files := 240
	if testing.Short() {
		files = 60
	}
	found, there := map[gate.Class]int{}, map[gate.Class]int{}
	clean, held := 0, 0
	for n := range files {
		f, err := gatetest.Make(seed, n)
		if err != nil {
			t.Fatal(err)
		}
		r, err := gate.Scanner{}.Inspect(context.Background(), gate.File{Name: f.Name, R: bytes.NewReader(f.Bytes), Size: int64(len(f.Bytes))}, gate.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if f.Clean() {
			if clean++; r.Stops() {
				held++
				t.Logf("file %d, %s, is clean and held", n, f.Name)
			}
		}
		for _, l := range f.Leaks {
			class := l.Kind.Row().Class
			there[class]++
			if r.Held == "" && l.Found(r.Findings) {
				found[class]++
			} else {
				t.Logf("file %d, %s: %s (%s) was not found %s", n, f.Name, l.Kind, l.Form, r.Held)
			}
		}
	}
	for _, c := range []struct {
		class  gate.Class
		goal   float64
		fewest int
	}{{gate.Personal, 0.99, files}, {gate.Secret, 0.99, files / 20}, {gate.Hidden, 0.98, files / 5}, {gate.Trace, 0.98, files}} {
		if there[c.class] < c.fewest {
			t.Errorf("%s: only %d in the files", c.class, there[c.class])
		}
		if float64(found[c.class]) < c.goal*float64(there[c.class]) {
			t.Errorf("%s: %d of %d found, want %.0f %%", c.class, found[c.class], there[c.class], 100*c.goal)
		}
	}
	if clean < files/3 || float64(held) > 0.03*float64(clean) {
		t.Errorf("%d of %d clean files held", held, clean)
	}
}
