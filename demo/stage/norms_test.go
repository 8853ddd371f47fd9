package stage_test

import (
	"context"
	"testing"

	"gongkai/affairs/norm"
	"gongkai/affairs/publication"
	"gongkai/demo"
	"gongkai/demo/stage"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/store"
)

// In the smallest city too a norm of the 1990s was replaced, one has several
// wordings, and a clean-up repealed, declared void and kept; whatever was
// repealed names the publication that did it. And everything taken in is
// counted.
func TestNormsOfASmallCity(t *testing.T) {
	ctx := t.Context()
	o := opened(t, "2026-11-23T10:00:00+08:00")
	if err := stage.Found(ctx, o); err != nil {
		t.Fatal(err)
	}
	p, err := demo.New(1000)
	if err != nil {
		t.Fatal(err)
	}
	sum := int64(0)
	for _, part := range []func(context.Context, *office.Office, *demo.Plan, func(at, total int64)) error{stage.Year, stage.Norms, stage.Gazette, stage.Asked, stage.Contested, stage.Ledgers, stage.Reports} {
		total := int64(0)
		if err := part(ctx, o, p, func(at, of int64) {
			if total = of; at > of {
				t.Errorf("%d of %d", at, of)
			}
		}); err != nil {
			t.Fatal(err)
		}
		sum += total
	}
	if size, err := stage.Size(ctx, o, p); err != nil || size != sum {
		t.Errorf("%d to take in, %d taken in: %v", size, sum, err)
	}
	lines, err := o.Store.Norms(ctx, store.NormSelection{On: o.Today()}, store.NormPlace{}, 1000)
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]norm.Norm{}
	decisions := demo.CleanUps()
	for _, l := range lines {
		n, err := o.Store.NormAt(ctx, l.Index)
		if err != nil {
			t.Fatal(err)
		}
		at[l.Title] = n
		if n.EffectiveOn == calendar.NoDay && l.Agency == "ZFBGT" && l.IssuedOn.Year() < 2017 {
			t.Errorf("nobody knows when %s took effect: %s", l.Index, l.Title)
		}
		if l.Standing != norm.Repealed && l.Standing != norm.Void {
			continue
		}
		by, err := o.Store.PublicationAt(ctx, n.Successor())
		if err != nil {
			t.Errorf("%s was ended by %q: %v", l.Title, n.Successor(), err)
			continue
		}
		if end := n.Ends(); end.By.Kind != norm.ToReplaced && decisions[by.Content.IssuedOn] != by.Content.Title || by.Content.Number == "" {
			t.Errorf("%s was ended on %s by %+v", l.Title, end.Day, by.Content)
		}
	}
	titles := demo.Bathhouses()
	first, second, third := at[titles[0]], at[titles[1]], at[titles[2]]
	if first.Ends().Day != second.Begins() || first.Successor() != second.Index || second.Successor() != third.Index || len(second.Wordings()) != 2 || !third.On(o.Today()).Status.Binds() {
		t.Errorf("the chain is %+v\n%+v\n%+v", first, second, third)
	}
	for _, r := range demo.Rewordings() {
		n := at[r.Title]
		text, err := o.Store.NormText(ctx, n.Publication, n.WordingOn(r.On).Serial)
		if err != nil || text != r.Body {
			t.Errorf("%s on %s reads %q, %v", r.Title, r.On, text, err)
		}
	}
	c, err := o.Store.Campaign(ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	items, err := o.Store.CampaignItems(ctx, 1, "")
	if err != nil {
		t.Fatal(err)
	}
	chosen := map[norm.Choice]int{}
	for _, i := range items {
		chosen[i.Choice]++
	}
	if chosen[norm.ToRepeal] == 0 || chosen[norm.ToBeVoided] == 0 || chosen[norm.Keep] < 3 {
		t.Errorf("the clean-up decided %v", chosen)
	}
	result, err := o.Store.PublicationAt(ctx, c.Result)
	if err != nil || result.Content.IssuedOn != c.EndsOn || result.PublishedOn().Year() != 2017 || result.Content.Validity != publication.InForce {
		t.Errorf("the result is %+v, %v", result, err)
	}
}
