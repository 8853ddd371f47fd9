package public

import (
	"net/http"

	"gongkai/affairs/request"
	"gongkai/web/page"
)

// mineLines is how many of a reader's requests are listed.
const mineLines = 200

// mineRow is one request of a reader.
type mineRow struct {
	number, subject, on, due string
	agency                   words
	state                    words
	provisional              bool
}

func (a *asking) listMine(rw http.ResponseWriter, r *http.Request, who reader) error {
	ctx := r.Context()
	list, err := a.store.RequestsOfCitizen(ctx, int64(who.ID), mineLines)
	if err != nil {
		return err
	}
	c, err := a.readCity(ctx)
	if err != nil {
		return err
	}
	var rows []mineRow
	for _, q := range list {
		row := mineRow{
			number: q.ID.Number(), subject: q.Asked.Subject, on: dayOf(q), agency: c.agencyName(q.Agency),
			state: stateName(q.State), provisional: q.Provisional,
		}
		if q.Open() {
			row.due = q.DueOn.String()
		}
		rows = append(rows, row)
	}
	return page.Render(rw, r, http.StatusOK, mineView(rows, who.Name))
}

// openMine opens one of a reader's own requests. One that is not theirs is
// nowhere.
func (a *asking) openMine(rw http.ResponseWriter, r *http.Request, who reader) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	id, ok := request.ParseNumber(form.Get("number"))
	if !ok {
		return page.ErrNotFound
	}
	q, err := a.store.Request(r.Context(), id)
	if notFound(err) || err == nil && (q.Citizen == 0 || q.Citizen != int64(who.ID)) {
		return page.ErrNotFound
	}
	if err != nil {
		return err
	}
	if err := a.beginCase(rw, r, q.ID, caseSession{}); err != nil {
		return err
	}
	http.Redirect(rw, r, "/request/case", http.StatusSeeOther)
	return nil
}
