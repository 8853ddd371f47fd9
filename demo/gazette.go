package demo

import (
	"fmt"
	"time"

	"gongkai/affairs/ledger"
	"gongkai/law/calendar"
)

// Issue is an issue of the city's gazette as planned. Its documents are those
// the city issued in the weeks before it.
type Issue struct {
	Year, No, Through int
	Whole             int // 0 for one that never appeared
	DatedOn           calendar.Day
	Missing           string // why it is not to be had; "" for the others
}

const (
	GazetteName = "长春政报"
	// GazetteEditor edits it.
	GazetteEditor = "ZFBGT"

	firstGazette, lastGazette = 2004, 2016
	gazetteBefore             = 96 // issues before 2004
)

// GazetteYears is the years of the archive, twelve numbers each.
func GazetteYears() (first, last, issues int) { return firstGazette, lastGazette, 12 }

// Issues is the issues of the archive in their order: one a month, those of
// January and February as one in the first years, and one that never appeared.
func Issues() []Issue {
	var list []Issue
	whole := gazetteBefore
	for year := firstGazette; year <= lastGazette; year++ {
		for no := 1; no <= 12; no++ {
			i := Issue{Year: year, No: no, Through: no}
			if no == 1 && year < 2008 {
				no++
				i.Through = no
			}
			i.DatedOn = calendar.Date(year, time.Month(no+1), 1) - 1 // the month's last
			if year == 2009 && i.No == 7 {
				i.Missing = "当月没有出版，应当刊登的文件并入第 8 期。"
			} else {
				whole++
				i.Whole = whole
			}
			list = append(list, i)
		}
	}
	return list
}

// handouts is the printed matter given away at the city's centre and at some
// district halls in 2017.
func (p *Plan) handouts() []Register {
	d := dice(20170906)
	var list []Register
	places := append([]*agency{p.city.byCode[GazetteEditor]}, p.city.districts[:min(p.share(6, 2), len(p.city.districts))]...)
	for n, a := range places {
		place := "市政务公开中心"
		if n > 0 {
			place = a.Short + "政务服务大厅"
		}
		for _, m := range []struct{ title, kind string }{{"吉林省人民政府公报", "provincial"}, {GazetteName, "gazette"}, {"办事指南", "guide"}} {
			left := d.between(200, 600)
			v := values("title", m.title+"（2017 年）", "kind", m.kind, "place", place, "started_on", "2017-01-10", "print_run", fmt.Sprint(left*10), "reorder_at", "60")
			add := func(field string, row ledger.Row) { v.Rows[field] = append(v.Rows[field], row) }
			add("received", ledger.Row{"day": "2017-01-10", "copies": fmt.Sprint(left), "from": "市政府印刷厂"})
			for month := 2; month <= 11; month++ {
				taken := min(d.between(15, 70), left)
				if taken > 0 {
					add("handed", ledger.Row{"day": calendar.Date(2017, 1, 20+(month-1)*30).String(), "copies": fmt.Sprint(taken), "to": "来访群众"})
					left -= taken
				}
				if left <= 60 && month < 10 {
					ordered := calendar.Date(2017, 1, 22+(month-1)*30)
					add("ordered", ledger.Row{"day": ordered.String(), "copies": "300", "from": "市政府印刷厂"})
					add("received", ledger.Row{"day": (ordered + 4).String(), "copies": "300", "from": "市政府印刷厂"})
					left += 300
				}
			}
			list = append(list, Register{a.Code, v, calendar.Date(2017, 12, 14), calendar.Date(2017, 12, 15)})
		}
	}
	return list
}
