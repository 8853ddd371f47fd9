package redact

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

// fullPage is a page of A4 with some 1,300 characters.
func fullPage(s *sample) *sample {
	var b strings.Builder
	for line := range 35 {
		b.WriteString(strings.ReplaceAll(hanzi(60, float64(780-line*20), "宁波市人民政府关于政府信息公开申请的答复第三方意见电话地址"), "/C 20 Tf", "/C 12 Tf"))
		b.WriteString(strings.ReplaceAll(text(430, float64(780-line*20), "Reply 0574-8718"), "/F 20 Tf", "/F 12 Tf"))
	}
	return s.page("", b.String())
}

func BenchmarkPage(b *testing.B) {
	ctx := context.Background()
	one, many := newSample(), newSample()
	fullPage(one)
	for range 16 {
		fullPage(many)
	}
	d, long := open(b, one.bytes()), open(b, many.bytes())
	boxes := []Box{{Page: 1, X: 0.2, Y: 0.2, W: 0.3, H: 0.1, Ground: "2019-15-2", Label: "个人隐私"}}
	made, err := engine.Apply(ctx, d, boxes, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("%d bytes a page", len(made.PDF))
	if bytes.Count(made.PDF, []byte("/Type/Page/")) != 1 {
		b.Fatal("not one page")
	}
	for _, c := range []struct {
		name  string
		pages int
		do    func() error
	}{
		{"open", 1, func() error { _, err := engine.Open(ctx, d.pdf); return err }},
		{"show at 100 dpi", 1, func() error { _, err := d.Page(ctx, 1, 100); return err }},
		{"words", 1, func() error { _, err := d.Words(ctx, 1); return err }},
		{"make", 1, func() error { _, _, err := d.redacted(ctx, boxes); return err }},
		{"prove", 1, func() error { _, err := d.prove(ctx, boxes, made.PDF); return err }},
		{"make a page of 16", 16, func() error { _, _, err := long.redacted(ctx, boxes); return err }},
		{"make and prove a page of 16", 16, func() error { _, err := engine.Apply(ctx, long, boxes, nil); return err }},
		{"preview", 1, func() error { _, err := Preview(made.PDF, 1, 240); return err }},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if err := c.do(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N)/float64(c.pages), "ms/page")
		})
	}
}
