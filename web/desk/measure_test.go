package desk

import (
	"context"
	"os"
	"slices"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/office"
	"gongkai/paper/letter"
)

// What an official waits for: the page of a case with something of everything,
// and its letter as a PDF. Run by `make bench`, with GONGKAI_MEASURE set.
func TestMeasureCase(t *testing.T) {
	if os.Getenv("GONGKAI_MEASURE") == "" {
		t.Skip("measures only when GONGKAI_MEASURE is set")
	}
	w := newTownIn(t, "2026-09-18")
	ctx := context.Background()
	r := w.file(filing("王某"))
	step := func(login account.Login, act func(request.Request, request.Hand) (request.Request, journal.Entry, error)) {
		r = w.run(login, r, act)
	}
	for range 3 {
		step("clerk.jyj", func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			return request.Note(r, "已联系档案馆查找", h)
		})
	}
	step("clerk.jyj", func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
		return request.Consult(r, request.Opinion{Party: request.ThirdParty, Name: "甲公司", About: "报价"}, request.Letter{Title: "征求第三方意见书"}, h)
	})
	parts := []request.Part{{Outcome: "2019-B3.1-given", What: "笔录"}, {Outcome: "2019-B3.3.4", What: "证人电话", Ground: "2019-15-2", Reason: "个人隐私，权利人不同意公开"}}
	text, err := w.office.LetterText(ctx, r, journal.RequestDraft, office.LetterFacts{Parts: parts})
	if err != nil {
		t.Fatal(err)
	}
	step("clerk.jyj", func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
		return request.Draft(r, parts, text, nil, h)
	})
	clerk := w.as("clerk.jyj")
	times := func(n int, what func()) (p50, p95 time.Duration) {
		list := make([]time.Duration, n)
		for i := range list {
			from := time.Now()
			what()
			list[i] = time.Since(from)
		}
		slices.Sort(list)
		return list[n/2], list[n*95/100]
	}
	clerk.get(requestHref(r.ID))
	p50, p95 := times(300, func() { clerk.get(requestHref(r.ID)) })
	t.Logf("case page, sign-in, reading by the client included: p50 %v, p95 %v", p50, p95)
	print := func() {
		if _, err := w.office.PreviewLetter(ctx, r, office.LetterDraft{Kind: letter.Reply, Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	print()
	p50, p95 = times(100, print)
	t.Logf("letter as PDF: p50 %v, p95 %v", p50, p95)
}
