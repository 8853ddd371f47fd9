package store_test

import (
	"context"
	"reflect"
	"testing"
	"time"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/store"
	"gongkai/store/storetest"
)

// A draft comes back as it was saved, and is found by its number, its day, its
// dispute and its conversion.
func TestSources(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		at := noon(2017, 5, 2)
		today := calendar.On(at)
		save := func(d publication.Draft) publication.Draft {
			t.Helper()
			act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
				if d.ID == 0 {
					id, err := tx.NextDraft(ctx)
					if err != nil {
						return err
					}
					d.ID = id
				}
				return tx.SaveDraft(ctx, d, entry(journal.DraftTrace, d.Thing(), d.Agency, at))
			})
			d.Stamp++
			back, err := s.Draft(ctx, d.ID)
			if err != nil || !reflect.DeepEqual(back, d) {
				t.Fatalf("%v: saved\n%+v, read\n%+v", err, d, back)
			}
			return d
		}
		draft := func(in agency.Code, number string, state publication.State, on calendar.Day) publication.Draft {
			d := seed{Agency: in, At: at, Title: "关于" + number, Number: number}.signed(0)
			d.State, d.ReexamineOn = state, on
			if state == publication.Kept {
				d.Attribute = publication.OnRequest
			}
			return d
		}
		d := draft("FGW", "长发改〔2017〕7号", publication.Drafting, calendar.NoDay)
		d.Origin = publication.Origin{Kind: publication.Joint, Agency: "FGW", Partners: []agency.Code{"JYJ", "CZJ"}, ReexamineOn: today}
		d.Parts = publication.Parts{Of: 3, Into: []int64{5, 6}}
		d.Inquiries = []publication.Inquiry{{To: "市国家保密局", Question: "能否公开", AskedOn: today, AnsweredOn: calendar.NoDay, PDF: "a", DOCX: "b",
			File: &publication.Attachment{Name: "复函.pdf", SHA256: "c", Size: 3}}}
		d.Consultations = []publication.Consultation{
			{Agency: "JYJ", AskedOn: today, DueOn: today + 7, Answer: "object", AnsweredOn: today, Words: "不同意", ReferredAt: at, Referral: "应当公开"},
			{Agency: "CZJ", AskedOn: today, DueOn: today + 7, AnsweredOn: calendar.NoDay},
		}
		d = save(d)
		if list, err := s.DraftsDisputed(ctx); err != nil || len(list) != 1 || list[0].ID != d.ID {
			t.Errorf("disputed: %v, %v", list, err)
		}
		d.Consultations[0].Decision, d.Consultations[0].DecidedAt = publication.DecidedOpen, at
		d = save(d)
		if list, err := s.DraftsDisputed(ctx); err != nil || len(list) != 0 {
			t.Errorf("disputed after the decision: %v, %v", list, err)
		}
		if list, err := s.DraftsNumbered(ctx, "2017|7|长发改"); err != nil || len(list) != 1 || list[0].ID != d.ID {
			t.Errorf("by number: %v, %v", list, err)
		}
		named := map[string]publication.Attachment{}
		if err := s.Audit(ctx, func(store.Difference) {}, named, nil); err != nil || named["a"].Size != store.UnknownSize || named["c"].Size != 3 {
			t.Errorf("the letters are not among the files of the record: %v, %v", named, err)
		}

		var kept []publication.Draft
		for i, on := range []calendar.Day{today + 9, today - 1, today, today} {
			kept = append(kept, save(draft([]agency.Code{"FGW", "FGW", "FGW", "JYJ"}[i], "", publication.Kept, on)))
		}
		list, err := s.DraftsKept(ctx, "FGW", calendar.NoDay, today, 10)
		if err != nil || len(list) != 2 || list[0].ID != kept[1].ID || list[1].ID != kept[2].ID {
			t.Errorf("to be looked at again: %v, %v", list, err)
		}
		days, err := s.KeptDays(ctx)
		want := []store.Kept{{"FGW", today - 1, 1}, {"FGW", today, 1}, {"FGW", today + 9, 1}, {"JYJ", today, 1}}
		if err != nil || !reflect.DeepEqual(days, want) {
			t.Errorf("kept %v, %v", days, err)
		}

		open, e, err := publication.Convert(kept[2], publication.Proactive, calendar.NoDay, "社会关注", today+700, "wang", at)
		if err != nil {
			t.Fatal(err)
		}
		act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
			return tx.SaveConverted(ctx, open, open.Conversion(kept[2], "社会关注", "wang", at), e)
		})
		counts, err := s.ConversionCounts(ctx, at.Add(-time.Hour), at.Add(time.Hour))
		if err != nil || !reflect.DeepEqual(counts, []store.Converted{{"FGW", publication.OnRequest, publication.Proactive, 1}}) {
			t.Errorf("counted %v, %v", counts, err)
		}
		rows, err := s.Conversions(ctx, "FGW", at.Add(-time.Hour), at.Add(time.Hour), 10)
		if err != nil || len(rows) != 1 || rows[0].Draft != open.ID || rows[0].Reason != "社会关注" || rows[0].By != "wang" || !rows[0].At.Equal(at) || rows[0].State != publication.Drafting {
			t.Errorf("listed %+v, %v", rows, err)
		}
		if rows, err := s.Conversions(ctx, "FGW", at.Add(-time.Hour), at, 10); err != nil || len(rows) != 0 {
			t.Errorf("listed before it happened: %+v, %v", rows, err)
		}
	})
}
