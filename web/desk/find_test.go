package desk

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/follow/search"
)

// indexed has an index in memory follow the town's record, and gives a way to
// wait until it knows all.
func (w *town) indexed() (reach func()) {
	w.t.Helper()
	s := w.office.Store
	index, err := search.Open(w.t.Context(), search.Options{Record: search.OfStore(s, w.time)})
	if err != nil {
		w.t.Fatal(err)
	}
	s.OnCommit(func([]journal.Entry) { index.Wake() })
	w.desk.Search = index
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		index.Run(ctx)
		close(done)
	}()
	w.t.Cleanup(func() {
		cancel()
		<-done
		index.Close()
	})
	return func() {
		w.t.Helper()
		end, err := s.JournalEnd(w.t.Context())
		if err == nil {
			err = index.Reach(w.t.Context(), end)
		}
		if err != nil {
			w.t.Fatal(err)
		}
	}
}

// Officials find their own drafts in every state, and what is public of
// everybody; nothing else of another agency.
func TestFind(t *testing.T) {
	w := newTown(t)
	reach := w.indexed()
	ours, theirs := w.rooms("JYJ"), w.rooms("HBJ")
	w.person("leader", "赵市长", account.Grant{Role: account.Leader})
	reach()
	for _, c := range []struct {
		name, who, words string
		drafts           int // of the state table but those already public
		public           []string
	}{
		{"own", "clerk.jyj", "关于JYJ的通知", len(ours.drafts) - 1, []string{ours.item.Index}},
		{"several words", "signer.jyj", "JYJ 通知", len(ours.drafts) - 1, []string{ours.item.Index}},
		{"capitals", "clerk.jyj", "关于jyj的通知", len(ours.drafts) - 1, []string{ours.item.Index}},
		{"another agency's", "clerk.jyj", "关于HBJ的通知", 0, []string{theirs.item.Index}},
		{"one who has no drafts", "leader", "关于HBJ的通知", 0, []string{theirs.item.Index}},
		{"a wildcard is a character", "clerk.jyj", "关于%的通知", 0, nil},
		{"another", "clerk.jyj", "关于___的通知", 0, nil},
		{"a quotation mark", "clerk.jyj", `"关于JYJ"`, len(ours.drafts) - 1, []string{ours.item.Index}},
	} {
		v := w.as(c.who)
		v.get("/desk/find?q=" + url.QueryEscape(c.words))
		if n := v.doc.Find(`[aria-labelledby="drafts"] tbody tr`).Length(); v.status != 200 || n != c.drafts {
			t.Errorf("%s: %d, %d drafts, want %d", c.name, v.status, n, c.drafts)
		}
		body := v.text()
		for _, d := range theirs.drafts {
			if v.doc.Find(`a[href="/desk/draft/`+number(d.ID)+`"]`).Length() > 0 {
				t.Errorf("%s: another agency's draft", c.name)
			}
		}
		for _, index := range c.public {
			at := "/item/" + index
			if strings.HasPrefix(index, "JYJ") && c.who != "leader" {
				at = "/desk/publication/" + index
			}
			if v.doc.Find(`[aria-labelledby="public"] a[href="`+at+`"]`).Length() != 1 {
				t.Errorf("%s: %s is not among %s", c.name, index, body)
			}
		}
		if len(c.public) == 0 && v.doc.Find(`[aria-labelledby="public"] tbody tr`).Length() != 0 {
			t.Errorf("%s: public: %s", c.name, body)
		}
	}
	// What is withdrawn is not found, even while the index has it.
	head := account.Actor{Login: "head", Grants: []account.Grant{{Role: account.Head, Agency: "HBJ"}}}
	if _, err := w.office.Withdraw(t.Context(), head, theirs.item.ID, "重复", ""); err != nil {
		t.Fatal(err)
	}
	v := w.as("clerk.jyj")
	if v.get("/desk/find?q=" + url.QueryEscape("关于HBJ的通知")); strings.Contains(v.text(), theirs.item.Index) || v.doc.Find(`[aria-labelledby="public"] tbody tr`).Length() != 0 {
		t.Errorf("withdrawn and found: %s", v.text())
	}
	// All the drafts with the words.
	if v.get("/desk/find?in=drafts&q=" + url.QueryEscape("通知")); v.doc.Find("tbody tr").Length() != len(ours.drafts)-1 || v.doc.Find(`[aria-labelledby="public"]`).Length() != 0 {
		t.Errorf("drafts alone: %s", v.text())
	}
	if v.get("/desk/find?q=%E2%80%AE"); v.status != 422 {
		t.Errorf("a turned text: %d", v.status)
	}
	// Without an index numbers are looked up.
	w.desk.Search = nil
	if v.get("/desk/find?q=" + url.QueryEscape(ours.item.Content.Number)); ours.item.Content.Number != "" && v.doc.Find(`[aria-labelledby="public"] a[href="/desk/publication/`+ours.item.Index+`"]`).Length() != 1 {
		t.Errorf("by number: %s", v.text())
	}
}
