package intake_test

import (
	"encoding/csv"
	"os"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"

	"gongkai/affairs/numbering"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/office"
	"gongkai/office/intake"
)

// printed is a number of year and serial as the catalogues print it.
var printed = regexp.MustCompile(`^(.*?)[〔\[（(【﹝]((?:19|20)[0-9]{2})年?[〕\])）】﹞]第?0*([0-9]{1,9})号?$`)

// ordered and dated are the other forms in the catalogues.
var (
	ordered = regexp.MustCompile(`^(.*令)第([0-9]+)号$`)
	dated   = regexp.MustCompile(`^(.*[^0-9])([0-9]{4})年第([0-9]+)号$`)
)

// tallied is a series counted row by row from the table itself.
type tallied struct {
	serials           map[int]int // rows by number
	days              []int
	late              int
	undated, reversed int
}

// The numbers of the real catalogues, and how long publication took, come out
// of the record as they come out of the tables counted straight through.
func TestSeriesOfTheCatalogues(t *testing.T) {
	for _, name := range []string{"henan", "state-council", "yunnan"} {
		t.Run(name, func(t *testing.T) {
			path := "../../../shared/data/catalogues/catalogue-" + name + ".csv"
			f, err := os.Open(path)
			if err != nil {
				t.Skip("the real catalogues are not beside this repository (../shared/data/catalogues)")
			}
			defer f.Close()
			rows, err := csv.NewReader(f).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			each(t, func(t *testing.T, o *office.Office) {
				cal := o.Calendar()
				want := map[numbering.Series]*tallied{}
				odd, orders := 0, 0
				for _, row := range rows[1:] {
					number := strings.Join(strings.FieldsFunc(row[2], func(r rune) bool { return strings.ContainsRune(" \t\u3000\u200b\ufeff\u00a0", r) }), "")
					m := printed.FindStringSubmatch(number)
					form := numbering.Yearly
					if m == nil {
						if m = dated.FindStringSubmatch(number); m != nil {
							form = numbering.Announced
						}
					}
					if o := ordered.FindStringSubmatch(number); o != nil {
						// The orders of Henan were counted anew from 1993 on.
						began := "1989"
						if row[3] >= "1993" {
							began = "1993"
						}
						orders++
						m, form = []string{number, o[1], began, o[2]}, numbering.Running
					}
					if m == nil {
						if number != "" {
							odd++
						}
						continue
					}
					year, _ := strconv.Atoi(m[2])
					serial, _ := strconv.Atoi(m[3])
					s := numbering.Series{Prefix: m[1], Year: year, Form: form}
					if want[s] == nil {
						want[s] = &tallied{serials: map[int]int{}}
					}
					v := want[s]
					v.serials[serial]++
					published := calendar.MustDay(row[4])
					if row[3] == "" {
						v.undated++
						continue
					}
					issued := calendar.MustDay(row[3])
					if issued > published {
						v.reversed++
						continue
					}
					n := 0
					for d := issued + 1; d <= published; d++ {
						if cal.Working(d) {
							n++
						}
					}
					v.days = append(v.days, n)
					edition, ok := regulation.EditionOn(issued)
					if !ok {
						edition = regulation.Editions()[0]
					}
					if n > edition.Publication().Days {
						v.late++
					}
				}
				in(t, o, intake.Job{Agency: "ZFBGT", File: path, Voucher: "测试"})
				years, err := o.NumberYears(ctx)
				if err != nil {
					t.Fatal(err)
				}
				running, none, err := o.RunningSeries(ctx)
				if err != nil || len(none) != odd {
					t.Errorf("%d numbers of no series, counted %d, %v", len(none), odd, err)
				}
				found, gaps := 0, 0
				for _, year := range append(years, 0) {
					list := running
					if year != 0 {
						if list, err = o.AllSeries(ctx, year); err != nil {
							t.Fatal(err)
						}
					}
					for _, got := range list {
						v := want[got.Series]
						if v == nil {
							t.Errorf("%s is not in the table", got.Thing())
							continue
						}
						found++
						gaps += got.Missing
						highest, missing := 0, []int(nil)
						var twice []int
						for n := range v.serials {
							highest = max(highest, n)
						}
						for n := 1; n <= highest; n++ {
							switch {
							case v.serials[n] == 0:
								missing = append(missing, n)
							case v.serials[n] > 1:
								twice = append(twice, n)
							}
						}
						var named []int
						for _, g := range got.Gaps {
							for n := g.First; n <= g.Last; n++ {
								named = append(named, n)
							}
						}
						if got.Highest != highest || got.Missing != len(missing) || !slices.Equal(named, missing) || !slices.Equal(got.Twice, twice) {
							t.Errorf("%s: highest %d of %d, missing %d of %d, twice %v of %v", got.Thing(), got.Highest, highest, got.Missing, len(missing), got.Twice, twice)
						}
						sort.Ints(v.days)
						d, n := got.Delay, len(v.days)
						if d.N != n || d.Late != v.late || d.Undated != v.undated || d.Reversed != v.reversed {
							t.Errorf("%s: %+v, counted %d, late %d, undated %d, reversed %d", got.Thing(), d, n, v.late, v.undated, v.reversed)
							continue
						}
						if n == 0 {
							continue
						}
						middle := 2 * v.days[n/2]
						if n%2 == 0 {
							middle = v.days[n/2-1] + v.days[n/2]
						}
						within := 0 // how many took no longer than what is said of nine in ten
						for _, days := range v.days {
							if days <= d.Ninety {
								within++
							}
						}
						if d.Middle != middle || d.Worst != v.days[n-1] || 10*within < 9*n || !slices.Contains(v.days, d.Ninety) {
							t.Errorf("%s: %+v, middle %d/2, worst %d, %d of %d within", got.Thing(), d, middle, v.days[n-1], within, n)
						}
						one, err := o.Series(ctx, got.Series)
						if err != nil || one.Missing != got.Missing || one.Delay != got.Delay {
							t.Errorf("%s alone: %+v %v", got.Thing(), one.Delay, err)
						}
					}
				}
				if found != len(want) {
					t.Errorf("%d series, the table has %d", found, len(want))
				}
				if most := map[string]int{"henan": 1, "state-council": 0, "yunnan": 0}[name]; odd > most {
					t.Errorf("%d numbers are of no series, expected %d", odd, most)
				}
				t.Logf("%s: %d series, %d numbers never published, %d orders, %d numbers of no series", name, found, gaps, orders, odd)
			})
		})
	}
}
