package desk

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	words "gongkai/paper/plain"
	"gongkai/store"
)

// Beside each file of what is public stands whether its words can be found, or
// why not; beside one of a draft, that they are read later.
func TestWhetherWordsOfFilesCanBeFound(t *testing.T) {
	w := hall(t)
	done := w.draft("JYJ", publication.Done, publication.Proactive)
	item, err := w.office.Store.Publication(t.Context(), done.Publication)
	if err != nil {
		t.Fatal(err)
	}
	next := item
	for i := range 4 {
		next.Content.Attachments = append(next.Content.Attachments, publication.Attachment{Name: fmt.Sprintf("第%d份.pdf", i), Size: 2048, SHA256: fmt.Sprintf("%064d", i)})
	}
	ctx := context.Background()
	if err := w.office.Store.Act(ctx, account.Console, w.time(), func(tx *store.Tx) error {
		return tx.SavePublication(ctx, item, next, journal.Entry{At: w.time(), Act: journal.Revise, Thing: item.Thing(), Agency: "JYJ", Actor: "console"})
	}); err != nil {
		t.Fatal(err)
	}
	if err := w.office.Store.QueueReadings(ctx, store.ReadingFollower, 0, w.entries(), []int64{item.ID}); err != nil {
		t.Fatal(err)
	}
	for _, end := range []struct {
		state store.ReadingState
		note  words.Note
		pages []store.PageText
	}{
		{store.ReadingDone, "", []store.PageText{{Page: 1, Text: "字"}}}, {store.ReadingDone, words.ManyPages, []store.PageText{{Page: 1, Text: "字"}}},
		{store.ReadingFailed, words.Locked, nil},
	} {
		g, err := w.office.Store.ClaimReading(ctx, w.time(), 1<<30)
		if err != nil {
			t.Fatal(err)
		}
		g.State, g.Note = end.state, string(end.note)
		if err := w.office.Store.SettleReading(ctx, g, end.pages); err != nil {
			t.Fatal(err)
		}
	}
	v := w.as("clerk.jyj")
	v.get("/desk/publication/"+item.Index).says("第0份.pdf （2 KB，文字可以检索）", "第1份.pdf （2 KB，文字可以检索，页数太多，只读了前面的部分）",
		"第2份.pdf （2 KB，文件设有密码，文字不能读取）", "第3份.pdf （2 KB，文字等待读取）")

	draft := w.draft("JYJ", publication.Drafting, publication.Proactive)
	c := draft.Content
	c.Attachments = []publication.Attachment{{Name: "新.pdf", Size: 2048, SHA256: strings.Repeat("a", 64)}}
	if _, err := w.office.Edit(ctx, w.actor("clerk.jyj"), draft.ID, 0, c, ""); err != nil {
		t.Fatal(err)
	}
	v.get("/desk/draft/" + number(draft.ID)).says("新.pdf （2 KB，文字在公开后读取）")
}
