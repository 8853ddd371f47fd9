package public

import (
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/web/page"
)

// appointment is a whole day in a calendar file.
type appointment struct {
	key, title, note string
	on               calendar.Day
}

// serveCalendar is the days of a case for a telephone's calendar (RFC 5545).
// It names the number of the case and nothing of what is asked.
func (a *asking) serveCalendar(rw http.ResponseWriter, r *http.Request, c opened) error {
	p, err := a.casePage(r.Context(), c, &page.Form{})
	if err != nil {
		return err
	}
	rw.Header().Set("Content-Disposition", `attachment; filename="request.ics"`)
	return sendText(rw, "text/calendar; charset=utf-8", "no-store", calendarFile(c.Request, p.appointments(r), a.office.Now().UTC().Format("20060102T150405Z")))
}

func (p casePage) appointments(r *http.Request) []appointment {
	ctx, q := r.Context(), p.c.Request
	var list []appointment
	add := func(key string, on calendar.Day, title, note string) {
		if on != calendar.NoDay {
			list = append(list, appointment{key, title, note, on})
		}
	}
	provisional := func(yes bool) string {
		if yes {
			return page.T(ctx, "次年的放假通知还没有公布，日期可能变动。")
		}
		return ""
	}
	if q.Open() {
		if p.statutory() {
			add("due", q.DueOn, page.T(ctx, "答复期限届满"), provisional(q.Provisional))
		}
		if q.State == request.Clarifying {
			add("supplement", q.Clarification.DueOn, page.T(ctx, "补正的最后一天"), "")
		}
		if q.State == request.Paying {
			add("fee", q.Fee.DueOn, page.T(ctx, "缴费的最后一天"), "")
		}
	}
	for i, right := range p.rights {
		if right.last == "" {
			continue
		}
		on, err := calendar.ParseDay(right.last)
		if err != nil {
			continue // it was printed from a day
		}
		add(fmt.Sprint("right", i+1), on, page.Tf(ctx, "%s的最后一天", right.route), strings.TrimSpace(right.article+" "+provisional(right.provisional)))
	}
	return list
}

func calendarFile(q request.Request, list []appointment, stamp string) string {
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
	escape := strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace
	line("BEGIN:VCALENDAR")
	line("VERSION:2.0")
	line("PRODID:-//Gongkai//Request//ZH")
	line("METHOD:PUBLISH")
	for _, x := range list {
		line("BEGIN:VEVENT")
		line("UID:" + q.ID.Number() + "-" + x.key + "@gongkai")
		line("DTSTAMP:" + stamp)
		line("DTSTART;VALUE=DATE:" + strings.ReplaceAll(x.on.String(), "-", ""))
		line("DTEND;VALUE=DATE:" + strings.ReplaceAll((x.on+1).String(), "-", ""))
		line("SUMMARY:" + escape(x.title+" "+q.ID.Number()))
		if x.note != "" {
			line("DESCRIPTION:" + escape(x.note))
		}
		line("TRANSP:TRANSPARENT")
		line("END:VEVENT")
	}
	line("END:VCALENDAR")
	return b.String()
}
