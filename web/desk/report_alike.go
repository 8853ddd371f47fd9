package desk

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"

	"gongkai/affairs/account"
	"gongkai/affairs/report"
	"gongkai/figures/narrative"
	"gongkai/web/page"
)

// reportAlikePage is what a report has in common, word for word, with last
// year's and with other agencies' reports of the year.
type reportAlikePage struct {
	Key      reportKey
	Title    string
	Compared int // reports
	Pairs    []alikePair
	Passages []alikePassage
	More     int // passages that are not shown
}

type alikePair struct {
	With  string
	Href  string // its report at the desk; "" where the official does not see it
	Share string // 43%
	Count int
}

type alikePassage struct {
	With    string
	Heading string
	Edit    string // the part in the editor
	Words   string
	Length  int
}

const pairsShown, passagesShown = 15, 40

func (d *Desk) reportAlike(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	k, _, err := d.reportOf(r, o, account.LookReport)
	if err != nil {
		return err
	}
	v, err := d.Office.Store.Report(ctx, k.Agency, k.Year)
	if err != nil {
		return err
	}
	p := reportAlikePage{Key: k}
	if p.Title, err = d.reportTitle(ctx, k); err != nil {
		return err
	}
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	others, err := d.comparable(ctx, v)
	if err != nil {
		return err
	}
	text := func(v report.Report) narrative.Text {
		a := agencies[v.Agency]
		return narrative.Text{Agency: string(v.Agency), Names: []string{a.Name, a.ShortName()}, Year: v.Year, Parts: partTexts(v.Parts)}
	}
	var list []narrative.Text
	for _, x := range others {
		list = append(list, text(x))
	}
	p.Compared = len(list)
	passages := narrative.Alike([]narrative.Text{text(v)}, list)
	with := func(b narrative.Place) (string, string) {
		for _, x := range others {
			if string(x.Agency) != b.Agency || x.Year != b.Year {
				continue
			}
			href := ""
			if report.Visible(o.Actor, x.Agency) {
				href = reportKey{x.Agency, x.Year}.href()
			}
			return page.Tf(ctx, "%[1]s %[2]d 年度", agencies.of(x.Agency), x.Year), href
		}
		return b.Agency, ""
	}
	pairs := narrative.Pairs(passages)
	for _, pair := range pairs[:min(len(pairs), pairsShown)] {
		name, href := with(pair.B)
		p.Pairs = append(p.Pairs, alikePair{name, href, strconv.Itoa(int(pair.Share*100+0.5)) + "%", pair.Count})
	}
	slices.SortStableFunc(passages, func(a, b narrative.Passage) int { return cmp.Compare(b.Length, a.Length) })
	for _, x := range passages {
		if len(p.Passages) == passagesShown {
			p.More = len(passages) - passagesShown
			break
		}
		name, _ := with(x.B)
		p.Passages = append(p.Passages, alikePassage{name, x.A.Heading, k.part(x.A.Part), x.Words, x.Length})
	}
	return page.Render(w, r, http.StatusOK, d.reportAlikeView(p))
}

// comparable is what a report is compared with: the agency's own of the year
// before, and those of the year that others have signed. What others are still
// writing is nobody else's to see, and mostly what the platform drafted.
func (d *Desk) comparable(ctx context.Context, v report.Report) ([]report.Report, error) {
	own, err := d.Office.Store.ReportsOf(ctx, v.Agency)
	if err != nil {
		return nil, err
	}
	year, err := d.Office.Store.ReportsOfYear(ctx, v.Year)
	if err != nil {
		return nil, err
	}
	var list []report.Report
	for _, x := range own {
		if x.Year == v.Year-1 {
			list = append(list, x)
		}
	}
	for _, x := range year {
		if _, signed := x.Signature(); signed && x.Agency != v.Agency {
			list = append(list, x)
		}
	}
	return list, nil
}
