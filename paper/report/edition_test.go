package report

import (
	"os"
	"testing"
)

// A report that was signed before today is written as it was then: a member
// that is new in editions is left out where it is empty. The file has every
// member there was; it is added to and never changed.
func TestWhatWasSignedOnceIsWrittenTheSame(t *testing.T) {
	const signed = "testdata/edition-2026.json"
	text, err := os.ReadFile(signed)
	if err != nil {
		t.Fatal(err)
	}
	e, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	again, err := JSON(e)
	if err != nil {
		t.Fatal(err)
	}
	if string(again) != string(text) {
		t.Errorf("%s is written otherwise: %s", signed, again)
	}
	const hash = "3053069babe1891b3d2c8fa896c8921e7b4a5cdc89f35a6d539d2d3acb28972a"
	if got, err := Hash(e); err != nil || got != hash {
		t.Errorf("its hash is %s, %v; it was signed as %s", got, err, hash)
	}
}
