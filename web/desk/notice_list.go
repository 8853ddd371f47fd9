package desk

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"

	"gongkai/law/calendar"
	"gongkai/web/page"
)

// noticeListPage is the holiday notices every legal date is computed from.
type noticeListPage struct {
	Form *page.Form
	Rows []noticeRow // newest first
}

type noticeRow struct {
	Notice calendar.Notice
	Added  bool // by the city, not compiled in
	Off    []string
	Work   []string
}

func (d *Desk) noticeList(w http.ResponseWriter, r *http.Request, _ *Official) error {
	return d.noticeAgain(w, r, &page.Form{})
}

func (d *Desk) noticeAgain(w http.ResponseWriter, r *http.Request, form *page.Form) error {
	p := noticeListPage{Form: form}
	for _, n := range calendar.Notices() {
		p.Rows = append(p.Rows, rowOfNotice(r.Context(), n, false))
	}
	added, err := d.Office.Store.Notices(r.Context())
	if err != nil {
		return err
	}
	for _, kept := range added {
		n, err := calendar.ParseNotice([]byte(kept.Text), kept.PublishedOn)
		if err != nil {
			return err
		}
		p.Rows = append(p.Rows, rowOfNotice(r.Context(), n, true))
	}
	slices.SortStableFunc(p.Rows, func(a, b noticeRow) int { return int(b.Notice.PublishedOn - a.Notice.PublishedOn) })
	return page.Show(w, r, form, d.noticeListView(p))
}

// rowOfNotice writes the days of a notice as runs: 元旦 1 月 1 日至 3 日.
func rowOfNotice(ctx context.Context, n calendar.Notice, added bool) noticeRow {
	row := noticeRow{Notice: n, Added: added}
	var run []calendar.Named
	flush := func() {
		if len(run) == 0 {
			return
		}
		s := page.T(ctx, run[0].Name) + " " + run[0].Day.String()
		if len(run) > 1 {
			s = page.Tf(ctx, "%s 至 %s", s, run[len(run)-1].Day.String())
		}
		row.Off, run = append(row.Off, s), nil
	}
	for _, v := range n.Days {
		if !v.Off {
			row.Work = append(row.Work, v.Day.String())
			continue
		}
		if len(run) > 0 && (run[len(run)-1].Day+1 != v.Day || run[0].Name != v.Name) {
			flush()
		}
		run = append(run, v)
	}
	flush()
	return row
}

// errNoticeLine refuses a pasted table.
var errNoticeLine = errors.New("每行应写成 日期,节日名称,休（或班），例如 2027-01-01,元旦,休")

// noticeText makes a notice in JSON of what was pasted: JSON as it is, or a
// table of lines "2027-01-01,元旦,休". Its year is that of most of its days.
// The error is a sentence.
func noticeText(pasted string) (string, error) {
	pasted = strings.TrimSpace(pasted)
	if pasted == "" || strings.HasPrefix(pasted, "{") {
		return pasted, nil
	}
	type namedDay struct {
		Name string `json:"name"`
		Date string `json:"date"`
		Off  bool   `json:"isOffDay"`
	}
	out := struct {
		Year int        `json:"year"`
		Days []namedDay `json:"days"`
	}{}
	in := csv.NewReader(strings.NewReader(strings.NewReplacer("，", ",", "\t", ",").Replace(pasted)))
	in.FieldsPerRecord = -1
	years := map[int]int{}
	for {
		cells, err := in.Read()
		if err == io.EOF {
			break
		}
		if err != nil || len(cells) < 3 {
			return "", errNoticeLine
		}
		on, err := calendar.ParseDay(strings.TrimSpace(cells[0]))
		if err != nil {
			if len(out.Days) == 0 && strings.Contains(cells[0], "日期") {
				continue // a heading
			}
			return "", errNoticeLine
		}
		v := namedDay{Name: strings.TrimSpace(cells[1]), Date: on.String()}
		switch strings.TrimSpace(cells[2]) {
		case "休", "假", "放假", "休息":
			v.Off = true
		case "班", "上班", "调休上班", "补班":
		default:
			return "", errNoticeLine
		}
		years[on.Year()]++
		if years[on.Year()] > years[out.Year] {
			out.Year = on.Year()
		}
		out.Days = append(out.Days, v)
	}
	text, err := json.Marshal(out)
	return string(text), err
}

func (d *Desk) noticeAdd(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	form.Require("text", "请粘贴放假通知的内容", "published", "请填写公布日期")
	published := calendar.NoDay
	if form.Date("published") != "" {
		published = dateOf(form, "published")
	}
	if published > d.Office.Today() && form.Error("published") == "" {
		form.Fail("published", "公布日期不能晚于今天")
	}
	text, err := noticeText(form.Get("text"))
	if err != nil {
		form.Fail("text", err.Error())
	}
	if !form.OK() {
		return d.noticeAgain(w, r, form)
	}
	n, moved, err := d.Office.AddNotice(ctx, o.Actor, []byte(text), published)
	if err != nil {
		switch {
		case form.Refuse(ctx, err):
		case errors.Is(err, calendar.ErrDay):
			form.Fail("text", calendar.ErrDay.Error())
		default:
			return err
		}
		return d.noticeAgain(w, r, form)
	}
	return done(w, r, "/desk/notices", page.Tf(ctx, "%d 年的放假通知已登记，此后计算的日期都按它计算；%d 件在办信息的期限因此改变", n.Year, moved))
}
