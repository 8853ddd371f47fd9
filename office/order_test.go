package office_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"gongkai/affairs/remedy"
	"gongkai/law/calendar"
	"gongkai/office"
	audit "gongkai/office/keep"
	"gongkai/office/officetest"
	"gongkai/paper/letter"
)

// An order goes out with a paper of its own number, by the law of its day, on both
// engines.
func TestOrdersHaveTheirPaper(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := context.Background()
		o.Clock.Set(calendar.MustDay("2026-11-23").Start().Add(10 * time.Hour))
		head := o.As(t, "city")
		for _, c := range []struct{ finding, on, article, kind string }{
			{"late", "2026-11-02", "第四十七条、第五十三条第（一）项", "属于逾期答复"},
			{"stale", "2026-11-02", "第四十七条、第五十三条第（二）项", "属于不及时更新公开内容、指南、目录"},
			{"system", "2026-11-02", "第四十七条、第五十二条", "属于未建立健全制度、机制"},
			{"other", "2026-11-02", "第四十七条、第五十三条第（三）项", "上述情形违反了条例的规定"},
			{"late", "2019-05-14", "第三十五条", "属于逾期答复"},
			{"late", "2019-05-15", "第四十七条、第五十三条第（一）项", "属于逾期答复"},
		} {
			m := remedy.Matter{Agency: "JYJ", On: calendar.MustDay(c.on), Subject: "甲", Claim: "乙事没有办。"}
			text, err := o.OrderText(ctx, head, m, c.finding, m.On+30, "ZF")
			if err != nil || !strings.Contains(text, c.kind) || !strings.Contains(text, "条例》"+c.article+"的规定") || len(letter.Blanks(text)) > 0 {
				t.Errorf("%s of %s: %v\n%s", c.finding, c.on, err, text)
			}
		}
		m := remedy.Matter{Agency: "JYJ", On: o.Today(), Subject: "甲", Claim: "乙"}
		for _, c := range []struct {
			name    string
			finding string
			about   string
			claim   string
			err     error
		}{
			{"no finding", "", "", "乙", remedy.ErrFinding}, {"no words", "late", "", "", remedy.ErrWords},
			{"about nothing", "late", "request/2017-000999", "乙", office.ErrRemedyAbout},
		} {
			m := m
			m.About, m.Claim = c.about, c.claim
			if _, err := o.OrderText(ctx, head, m, c.finding, o.Today()+9, "ZF"); !errors.Is(err, c.err) {
				t.Errorf("%s: %v", c.name, err)
			}
			if _, err := o.IssueOrder(ctx, head, m, c.finding, o.Today()+9, "ZF", ""); !errors.Is(err, c.err) {
				t.Errorf("%s issued: %v", c.name, err)
			}
		}
		if _, err := o.IssueOrder(ctx, head, m, "late", o.Today()+9, "ZF", "# 责令改正通知书\n【待填：理由】"); !office.Blank(err) {
			t.Errorf("a paper with a hole: %v", err)
		}
		for n, text := range []string{"", "# 限期整改通知书\n请即改正。"} {
			v, err := o.IssueOrder(ctx, head, m, "late", o.Today()+9, "ZF", text)
			if err != nil {
				t.Fatal(err)
			}
			kept, err := o.Store.Remedy(ctx, v.Kind, v.ID)
			if err != nil || len(kept.Documents) != 2 || !strings.HasSuffix(kept.CaseNumber, []string{"1号", "2号"}[n]) || !strings.Contains(kept.Documents[0].Name, kept.CaseNumber) {
				t.Fatalf("%q %+v, %v", kept.CaseNumber, kept.Documents, err)
			}
			for _, d := range kept.Documents {
				f, err := o.Blobs.Open(ctx, d.SHA256)
				if err != nil {
					t.Fatal(err)
				}
				b, err := io.ReadAll(f)
				f.Close()
				if err != nil || int64(len(b)) != d.Size || !bytes.HasPrefix(b, []byte("%PDF")) && !bytes.HasPrefix(b, []byte("PK")) {
					t.Errorf("%s: %d bytes, %v", d.Name, len(b), err)
				}
			}
		}
		if f, err := audit.Verify(ctx, o.Office, nil); err != nil || len(f.Differences) > 0 || f.Files < 4 {
			t.Errorf("verify: %+v, %v", f, err)
		}
	})
}
