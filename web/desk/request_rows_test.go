package desk

import (
	"strings"
	"testing"

	"gongkai/affairs/request"
	"gongkai/law/regulation"
)

// A card of a case that is closed has no empty line for the box to choose it.
func TestNothingToChooseIsVoid(t *testing.T) {
	for _, c := range []struct {
		state request.State
		void  bool
	}{{request.Handling, false}, {request.Closed, true}} {
		var b strings.Builder
		line := requestLine{R: request.Request{State: c.state, Applicant: request.Applicant{Name: "王芳"}}, Agency: "市教育局"}
		if err := requestRows([]requestLine{line}, true).Render(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(b.String(), "app-void"); got != c.void {
			t.Errorf("%s: void %v", c.state, got)
		}
		if got := strings.Contains(b.String(), "checkbox"); got == c.void {
			t.Errorf("%s: a box %v", c.state, got)
		}
	}
}

// An outcome that is called like its class is named once.
func TestClassAndName(t *testing.T) {
	for _, c := range []struct{ class, name, want string }{
		{"予以公开", "予以公开", "予以公开"},
		{"予以公开", "已经主动公开", "予以公开 · 已经主动公开"},
	} {
		if got := classAndName(t.Context(), regulation.Outcome{Class: c.class, Name: c.name}); got != c.want {
			t.Errorf("%s", got)
		}
	}
}
