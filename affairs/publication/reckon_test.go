package publication

import (
	"strings"
	"testing"
	"time"

	"gongkai/law/calendar"
)

// A notice published late moves all dates it touches and no other, with old
// and new on record (hard case 4).
func TestReckon(t *testing.T) {
	before := calendar.China()
	n, err := calendar.ParseNotice([]byte(`{"year": 2027, "papers": [], "days": [
		{"name": "元旦", "date": "2027-01-01", "isOffDay": true}, {"name": "元旦", "date": "2027-01-04", "isOffDay": true}]}`),
		calendar.MustDay("2026-11-30"))
	if err != nil {
		t.Fatal(err)
	}
	after, err := before.With(n)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 12, 1, 2, 0, 0, 0, time.UTC)
	asked := func(on, due string) []Consultation {
		return []Consultation{{Agency: "JYJ", AskedOn: calendar.MustDay(on), DueOn: calendar.MustDay(due), AnsweredOn: calendar.NoDay}}
	}
	cases := []struct {
		name          string
		issued        string
		consultations []Consultation
		note          string // "" for no entry
	}{
		{"over the new holiday", "2026-12-10", nil, "2027-01-08 → 2027-01-11"},
		{"ends before it", "2026-11-20", nil, ""},
		{"no issue date", "", nil, ""},
		{"an agency is asked", "", asked("2026-12-29", "2027-01-06"), "JYJ 2027-01-06 → 2027-01-07"},
		{"an agency asked earlier", "", asked("2026-12-01", "2026-12-08"), ""},
		{"both", "2026-12-10", asked("2026-12-29", "2027-01-06"), "2027-01-08 → 2027-01-11；JYJ 2027-01-06 → 2027-01-07"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			issued, err := calendar.ParseDay(c.issued)
			if err != nil {
				t.Fatal(err)
			}
			d := Draft{ID: 1, Agency: "FGW", State: Drafting, Content: Content{IssuedOn: issued}, Consultations: c.consultations}
			got, e, err := Reckon(d, before, after, 20, at)
			if err != nil {
				t.Fatal(err)
			}
			if c.note == "" {
				if e != nil {
					t.Errorf("moved: %s", e.Note)
				}
				return
			}
			if e == nil || e.Note != c.note {
				t.Fatalf("entry %+v, want %s", e, c.note)
			}
			for _, cons := range got.Consultations {
				if !strings.Contains(c.note, cons.DueOn.String()) {
					t.Errorf("due day %s was not moved", cons.DueOn)
				}
			}
		})
	}
}
