package page

import (
	"context"
	"testing"
)

func TestOneOfAThing(t *testing.T) {
	for many, want := range map[string]string{
		"1 items":                           "1 item",
		"21 items":                          "21 items",
		"0.1 pages":                         "0.1 pages",
		"1 working days late":               "1 working day late",
		"1 items wait for you.":             "1 item waits for you.",
		"1 agencies have not, 11 have":      "1 agency has not, 11 have",
		"In all 1 rows were read, 1 people": "In all 1 row was read, 1 person",
		"2017-1 days":                       "2017-1 days",
		"1 item":                            "1 item",
	} {
		if got := countedOnce(many); got != want {
			t.Errorf("%q: %q, want %q", many, got, want)
		}
	}
	ctx := Speaking(context.Background(), English)
	if got := Tf(ctx, "%s 条", "1"); got != "1 item" {
		t.Errorf("one is said as %q", got)
	}
	if got := Tf(context.Background(), "%s 条", "1"); got != "1 条" {
		t.Errorf("in Chinese one is said as %q", got)
	}
}
