package public

import (
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"gongkai/affairs/agency"
	"gongkai/affairs/ledger"
	"gongkai/affairs/report"
	"gongkai/law/calendar"
	"gongkai/store"
	"gongkai/web/page"
)

// appointment is a day in a calendar file, or an instant of it.
type appointment struct {
	id, title, note string
	place, href     string // "" if there is none
	on              calendar.Day
	at              time.Time // zero for the whole day
	stamp           time.Time // when it was last written
}

// calendarFile is appointments as RFC 5545 has them; what names its maker.
func calendarFile(what string, list []appointment) string {
	var b strings.Builder
	line := func(s string) {
		// A line has at most 75 bytes; what follows begins with a blank.
		for len(s) > 73 {
			n := 73
			for !utf8.RuneStart(s[n]) {
				n--
			}
			b.WriteString(s[:n] + "\r\n ")
			s = s[n:]
		}
		b.WriteString(s + "\r\n")
	}
	escape := strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`).Replace
	moment := func(t time.Time) string { return t.UTC().Format("20060102T150405Z") }
	day := func(d calendar.Day) string { return strings.ReplaceAll(d.String(), "-", "") }
	line("BEGIN:VCALENDAR")
	line("VERSION:2.0")
	line("PRODID:-//Gongkai//" + what + "//ZH")
	line("METHOD:PUBLISH")
	for _, x := range list {
		line("BEGIN:VEVENT")
		line("UID:" + x.id + "@gongkai")
		line("DTSTAMP:" + moment(x.stamp))
		if x.at.IsZero() {
			line("DTSTART;VALUE=DATE:" + day(x.on))
			line("DTEND;VALUE=DATE:" + day(x.on+1))
		} else {
			line("DTSTART:" + moment(x.at))
		}
		line("SUMMARY:" + escape(x.title))
		if x.note != "" {
			line("DESCRIPTION:" + escape(x.note))
		}
		if x.place != "" {
			line("LOCATION:" + escape(x.place))
		}
		if x.href != "" {
			line("URL:" + x.href)
		}
		line("TRANSP:TRANSPARENT")
		line("END:VEVENT")
	}
	line("END:VCALENDAR")
	return b.String()
}

const (
	calendarBook  = 200 // entries of one register
	calendarYears = 2   // this year and those before it
)

// dated are the registers of what is held on a day.
var dated = []ledger.Code{"conference", "interview", "explanation", "meeting", "training"}

// drawCalendar is the days the public can know of: what the registers say was
// held, by when proposals are to be answered, and by when the law wants the
// annual reports. Of the agency in the address, or of all. It says nothing of
// days nobody has fixed.
func (w *Window) drawCalendar(r *http.Request, c *city, t *page.Topics) (page.Drawn, error) {
	ctx := r.Context()
	t.On("ledger")
	today := w.office.Today()
	in, whose := agency.Code(""), c.agencies
	if code := r.PathValue("code"); code != "" {
		a, _, err := w.agencyAt(ctx, code)
		if err != nil {
			return page.Drawn{}, err
		}
		in, whose = a.Code, []agency.Agency{a}
	}
	var list []appointment
	for _, code := range dated {
		b, ok := ledger.BookOf(code)
		if !ok || !b.Public {
			continue
		}
		for year := today.Year(); year > today.Year()-calendarYears; year-- {
			entries, err := w.store.PublicEntries(ctx, store.LedgerSelection{Book: code, Agency: in, Year: year}, store.LedgerPlace{}, calendarBook)
			if err != nil {
				return page.Drawn{}, err
			}
			for _, e := range entries {
				list = append(list, heldOn(c, r, b, e))
			}
		}
	}
	proposals, err := w.store.PublicEntries(ctx, store.LedgerSelection{Book: "proposal", Agency: in, Open: true}, store.LedgerPlace{}, calendarBook)
	if err != nil {
		return page.Drawn{}, err
	}
	for _, e := range proposals {
		if e.Due != calendar.NoDay {
			list = append(list, appointment{id: ledger.Thing(e.Book, e.ID) + "-due", title: "办理期限：" + e.Title, note: c.nameOn(e.Agency, e.Day).zh,
				href: cityAddress(c, r, "/"+ledger.Thing(e.Book, e.ID)), on: e.Due, stamp: e.ReleasedAt})
		}
	}
	list = append(list, reportDays(whose, in, today)...)
	name := "Calendar"
	if in != "" {
		name += " " + string(in)
	}
	return page.Drawn{ContentType: "text/calendar; charset=utf-8", Body: []byte(calendarFile(name, list))}, nil
}

func heldOn(c *city, r *http.Request, b *ledger.Book, e ledger.Public) appointment {
	x := appointment{id: ledger.Thing(e.Book, e.ID), title: b.Name + "：" + e.Title, note: c.nameOn(e.Agency, e.Day).zh, place: e.Values.Text("place"),
		href: cityAddress(c, r, "/"+ledger.Thing(e.Book, e.ID)), on: e.Day, stamp: e.ReleasedAt}
	if at, err := time.ParseInLocation("2006-01-02 15:04", e.Day.String()+" "+e.Values.Text("held_at"), calendar.Beijing); err == nil {
		x.at = at
	}
	return x
}

// reportDays is the last days for the annual reports, this year and next (2019
// edition art. 49; 2008 edition art. 31).
func reportDays(whose []agency.Agency, in agency.Code, today calendar.Day) []appointment {
	var list []appointment
	for year := today.Year() - 1; year <= today.Year(); year++ {
		seen := map[bool]bool{}
		for _, a := range whose {
			level := a.Kind == agency.Government && a.Parent == ""
			on := report.Due(year, level)
			if seen[level] || !a.Open(on) {
				continue
			}
			seen[level] = true
			what, id := "各机关", "bodies"
			if level {
				what, id = "本级政府", "level"
			}
			if in != "" {
				what, id = a.Name, string(a.Code)
			}
			list = append(list, appointment{id: "report-" + strconv.Itoa(year) + "-" + id, on: on, stamp: calendar.Date(year, time.January, 1).Start(),
				title: what + strconv.Itoa(year) + "年政府信息公开工作年度报告的最后期限", note: "《政府信息公开条例》"})
		}
	}
	return list
}
