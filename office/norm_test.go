package office_test

import (
	"errors"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/norm"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/office/officetest"
	"gongkai/store"
)

// issue publishes a normative document of the commission through three hands.
func issue(t *testing.T, o *officetest.Office, title, body string) publication.Publication {
	t.Helper()
	ctx := t.Context()
	c := o.Content(title)
	c.Normative, c.Body, c.Validity = true, body, publication.InForce
	d, err := o.Start(ctx, o.As(t, "clerk-fgw"), "FGW", c)
	if err == nil {
		_, err = o.Determine(ctx, o.As(t, "clerk-fgw"), d.ID, 0, publication.Determination{Attribute: publication.Proactive})
	}
	if err == nil {
		_, err = o.PlanPiece(ctx, o.As(t, "clerk-fgw"), d.ID, 0, publication.Plan{Kind: publication.PieceText, Drafter: "法规处"})
	}
	if err == nil {
		_, err = o.Submit(ctx, o.As(t, "clerk-fgw"), d.ID, 0)
	}
	if err == nil {
		_, err = o.Clear(ctx, o.As(t, "secrecy-fgw"), d.ID, 0, "")
	}
	var p publication.Publication
	if err == nil {
		p, err = o.Publish(ctx, o.As(t, "signer-fgw"), d.ID, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func differences(t *testing.T, o *officetest.Office) {
	t.Helper()
	err := o.Store.Audit(t.Context(), func(d store.Difference) { t.Errorf("verify: %+v", d) }, map[string]publication.Attachment{}, nil)
	if err != nil {
		t.Error(err)
	}
}

func inForce(t *testing.T, o *officetest.Office, on string, s store.NormSelection) (n int64) {
	t.Helper()
	s.On, s.Binding = calendar.MustDay(on), true
	cells, err := o.Store.NormCounts(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	list, err := o.Store.Norms(t.Context(), s, store.NormPlace{}, 100)
	for _, c := range cells {
		n += c.Count
	}
	if err != nil || int64(len(list)) != n {
		t.Errorf("on %s %d are listed and %d counted (%v)", on, len(list), n, err)
	}
	return n
}

// From registration to replacement: numbers without gaps, a term that runs out
// by itself, and the publication's own word following each time.
func TestTheLifeOfANorm(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		signer, head := o.As(t, "signer-fgw"), o.As(t, "head-fgw")
		a := issue(t, o, "关于印发供水管理办法的通知", "<p>第一条　为了供水。</p><p>第二条　本办法自2017年7月10日起施行，有效期二年。</p>")
		b := issue(t, o, "关于印发供热管理办法的通知", "<p>第一条　为了供热，本办法自印发之日起施行。</p>")
		read := func(p publication.Publication) norm.Norm {
			t.Helper()
			n, err := o.Store.NormAt(ctx, p.Index)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		says := func(p publication.Publication, want publication.Validity, ended string) {
			t.Helper()
			now, err := o.Store.Publication(ctx, p.ID)
			if err != nil || now.Content.Validity != want || now.Content.Ended().String() != ended {
				t.Errorf("%s says %q, ended %q, want %q, %q (%v)", p.Content.Title, now.Content.Validity, now.Content.Ended(), want, ended, err)
			}
		}
		if x, y := read(a), read(b); x.Number != "2017-0001" || y.Number != "2017-0002" || x.EffectiveOn.String() != "2017-07-10" ||
			x.ExpiresOn.String() != "2019-07-09" || y.ExpiresOn != calendar.NoDay {
			t.Errorf("registered %+v and %+v", x, y)
		}
		if _, err := o.Store.NormAt(ctx, "FGW/2017-000099"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a norm that is not there: %v", err)
		}
		for _, who := range []account.Login{"clerk-fgw", "secrecy-fgw", "signer-jyj", "head-jyj", "system", "audit"} {
			if _, err := o.RepealNorm(ctx, o.As(t, who), a.ID, 0, o.Today()+30, "决定", false, ""); !errors.Is(err, account.ErrForbidden) {
				t.Errorf("%s repealed: %v", who, err)
			}
		}
		if _, err := o.AmendNorm(ctx, signer, b.ID, 99, norm.Amendment{On: o.Today() + 5, By: a.Index}); !errors.Is(err, store.ErrChanged) {
			t.Errorf("on what was seen before: %v", err)
		}
		if _, err := o.AmendNorm(ctx, signer, b.ID, 0, norm.Amendment{On: o.Today() + 5, By: "FGW/2017-000077"}); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("amended by what is not there: %v", err)
		}
		if n := inForce(t, o, "2017-06-30", store.NormSelection{}); n != 1 {
			t.Errorf("%d in force on the day of issue, one begins later", n)
		}
		// An amendment that holds from a day to come: the publication follows
		// when that day is there, by the clock.
		if _, err := o.AmendNorm(ctx, signer, b.ID, read(b).Stamp, norm.Amendment{On: o.Today() + 5, By: a.Index, Text: "<p>第一条　为了节能供热。</p><script>x</script>", Consolidated: true}); err != nil {
			t.Fatal(err)
		}
		if text, err := o.Store.NormText(ctx, b.ID, 1); err != nil || text != "<p>第一条　为了节能供热。</p>" {
			t.Errorf("the new text is %q (%v)", text, err)
		}
		says(b, publication.InForce, "")
		differences(t, o)
		o.Clock.Add(5 * 24 * time.Hour)
		if n, err := o.PassNorms(ctx); n != 1 || err != nil {
			t.Errorf("%d passed (%v)", n, err)
		}
		says(b, publication.Amended, "")
		if deeds, err := o.Store.NormDeeds(ctx, a.Index); err != nil || len(deeds) != 1 || deeds[0].Line.Index != b.Index || deeds[0].Kind != norm.ToAmended {
			t.Errorf("what a did: %+v (%v)", deeds, err)
		}
		// Prolonged, then over by itself.
		if _, err := o.ExtendNorm(ctx, head, a.ID, 0, calendar.MustDay("2020-07-09"), "市发改委决定"); err != nil {
			t.Fatal(err)
		}
		if list, err := o.Store.NormsEnding(ctx, "FGW", calendar.MustDay("2020-05-01"), calendar.MustDay("2020-07-30"), 10); err != nil || len(list) != 1 || list[0].LastOn.String() != "2020-07-09" {
			t.Errorf("ending soon: %+v (%v)", list, err)
		}
		o.Clock.Set(time.Date(2020, 7, 9, 15, 59, 0, 0, time.UTC))
		if _, err := o.PassNorms(ctx); err != nil {
			t.Fatal(err)
		}
		says(a, publication.InForce, "")
		o.Clock.Add(2 * time.Minute)
		if n, err := o.PassNorms(ctx); n != 1 || err != nil {
			t.Errorf("%d passed at midnight (%v)", n, err)
		}
		says(a, publication.Expired, "2020-07-10")
		if again, err := o.PassNorms(ctx); again != 0 || err != nil {
			t.Errorf("and %d again (%v)", again, err)
		}
		differences(t, o)
		// Replaced, a circle refused, and the replacement taken back.
		c := issue(t, o, "关于印发供热管理办法（新）的通知", "<p>第一条　新。</p>")
		if _, err := o.RepealNorm(ctx, signer, b.ID, 0, o.Today(), c.Index, true, ""); err != nil {
			t.Fatal(err)
		}
		says(b, publication.Repealed, "2020-07-10")
		if _, err := o.RepealNorm(ctx, signer, c.ID, 0, o.Today()+1, b.Index, true, ""); !errors.Is(err, norm.ErrCycle) {
			t.Errorf("a circle: %v", err)
		}
		for on, want := range map[string]int64{"2017-06-30": 1, "2017-07-10": 2, "2020-07-09": 2, "2020-07-10": 1} {
			if got := inForce(t, o, on, store.NormSelection{}); got != want {
				t.Errorf("%d in force on %s, want %d", got, on, want)
			}
		}
		if got := inForce(t, o, "2018-01-01", store.NormSelection{Words: "供水 办法", Agency: "FGW", Year: 2017}); got != 1 {
			t.Errorf("%d by words", got)
		}
		if _, err := o.CorrectNorm(ctx, signer, b.ID, 0, 2, "录错"); !errors.Is(err, account.ErrForbidden) {
			t.Errorf("a signer corrects: %v", err)
		}
		if _, err := o.CorrectNorm(ctx, head, b.ID, 0, 2, "录错"); err != nil {
			t.Fatal(err)
		}
		says(b, publication.Amended, "")
		// What a revision says by hand is entered as told.
		rev, err := o.StartRevision(ctx, o.As(t, "clerk-fgw"), b.ID)
		if err != nil {
			t.Fatal(err)
		}
		content := rev.Content
		content.Validity, content.EndedOn = publication.Repealed, o.Today()
		if _, err = o.Edit(ctx, o.As(t, "clerk-fgw"), rev.ID, 0, content, "已废止"); err == nil {
			_, err = o.Submit(ctx, o.As(t, "clerk-fgw"), rev.ID, 0)
		}
		if err == nil {
			_, err = o.Clear(ctx, o.As(t, "secrecy-fgw"), rev.ID, 0, "")
		}
		if err == nil {
			_, err = o.Publish(ctx, signer, rev.ID, 0)
		}
		if n := read(b); err != nil || n.On(o.Today()).Status != norm.Repealed || n.On(o.Today()-1).Status != norm.Amended {
			t.Errorf("told by a revision: %+v (%v)", n, err)
		}
		differences(t, o)
	})
}

// A clean-up: opened over a selection, decided by the agencies, carried out in
// one act by what was published.
func TestACampaign(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		city, head := o.As(t, "city"), o.As(t, "head-fgw")
		var list []publication.Publication
		for _, title := range []string{"甲办法", "乙办法", "丙办法", "丁办法"} {
			list = append(list, issue(t, o, title, "<p>第一条　一。</p>"))
		}
		if _, err := o.OpenCampaign(ctx, head, "清理", "", calendar.NoDay, o.Today()+30); !errors.Is(err, account.ErrForbidden) {
			t.Errorf("an agency opens a clean-up: %v", err)
		}
		if _, err := o.OpenCampaign(ctx, city, "清理", "JYJ", calendar.NoDay, o.Today()+30); !errors.Is(err, norm.ErrCampaignEmpty) {
			t.Errorf("of nothing: %v", err)
		}
		o.Clock.Add(24 * time.Hour)
		c, err := o.OpenCampaign(ctx, city, "2017年文件清理", "", o.Today(), o.Today()+30)
		if err != nil {
			t.Fatal(err)
		}
		if err := o.DecideNorm(ctx, o.As(t, "head-jyj"), c.ID, list[0].ID, norm.Keep, ""); !errors.Is(err, account.ErrForbidden) {
			t.Errorf("another agency decides: %v", err)
		}
		for i, choice := range []norm.Choice{norm.Keep, norm.ToAmend, norm.ToRepeal, norm.ToBeVoided} {
			if i == 3 {
				if _, err := o.CloseCampaign(ctx, city, c.ID, o.Today()+1, "市政府决定"); !errors.Is(err, norm.ErrUndecided) {
					t.Errorf("closed undecided: %v", err)
				}
			}
			if err := o.DecideNorm(ctx, head, c.ID, list[i].ID, choice, "情况变化"); err != nil {
				t.Fatal(err)
			}
		}
		lines, err := o.Store.CampaignItems(ctx, c.ID, "")
		if text := office.CampaignText(lines); err != nil || text != "<h2>继续有效的文件</h2><p>1. 甲办法</p><h2>拟修改的文件</h2><p>1. 乙办法</p><h2>废止的文件</h2><p>1. 丙办法</p><h2>宣布失效的文件</h2><p>1. 丁办法</p>" {
			t.Errorf("the result reads %s (%v)", text, err)
		}
		result := issue(t, o, "关于公布文件清理结果的通知", office.CampaignText(lines))
		if _, err := o.CloseCampaign(ctx, city, c.ID, o.Today()+1, result.Index); err != nil {
			t.Fatal(err)
		}
		if _, err := o.CloseCampaign(ctx, city, c.ID, o.Today()+1, result.Index); !errors.Is(err, norm.ErrClosed) {
			t.Errorf("closed twice: %v", err)
		}
		o.Clock.Add(24 * time.Hour)
		if n, err := o.PassNorms(ctx); n != 2 || err != nil {
			t.Errorf("%d passed (%v)", n, err)
		}
		for i, want := range []norm.Status{norm.InForce, norm.InForce, norm.Repealed, norm.Void} {
			n, err := o.Store.Norm(ctx, list[i].ID)
			if got := n.On(o.Today()); err != nil || got.Status != want || want.Ended() && got.By.By != result.Index {
				t.Errorf("%s: %+v (%v)", list[i].Content.Title, got, err)
			}
		}
		differences(t, o)
	})
}
