package public

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/web/page"
)

// serveCalendar is the days of a case for a telephone's calendar (RFC 5545).
// It names the number of the case and nothing of what is asked.
func (a *asking) serveCalendar(rw http.ResponseWriter, r *http.Request, c opened) error {
	p, err := a.casePage(r.Context(), c, &page.Form{})
	if err != nil {
		return err
	}
	rw.Header().Set("Content-Disposition", `attachment; filename="request.ics"`)
	return sendText(rw, "text/calendar; charset=utf-8", "no-store", calendarFile("Request", p.appointments(r.Context(), a.office.Now())))
}

// ahead says whether a day of the case is still to come: else there is nothing
// to put into a calendar.
func (p casePage) ahead(ctx context.Context) bool {
	return slices.ContainsFunc(p.appointments(ctx, time.Time{}), func(x appointment) bool { return x.on >= p.today })
}

func (p casePage) appointments(ctx context.Context, now time.Time) []appointment {
	q := p.c.Request
	var list []appointment
	add := func(key string, on calendar.Day, title, note string) {
		if on != calendar.NoDay {
			list = append(list, appointment{id: q.ID.Number() + "-" + key, title: title + " " + q.ID.Number(), note: note, on: on, stamp: now})
		}
	}
	provisional := func(yes bool) string {
		if yes {
			return page.T(ctx, "已除去法定节日（放假办法第二条）；次年的放假通知还没有公布，前后的日子可能变动。")
		}
		return ""
	}
	if q.Open() {
		if p.statutory() {
			add("due", q.DueOn, page.T(ctx, "答复期限届满"), provisional(q.Provisional))
		}
		add("order", q.OrderedOn(), page.T(ctx, "责令答复的期限"), "")
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
