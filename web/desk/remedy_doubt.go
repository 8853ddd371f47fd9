package desk

import (
	"context"
	"strings"

	"gongkai/affairs/remedy"
	"gongkai/web/page"
)

// doubtRemedy asks once, beside a box to tick, whether a matter is registered
// although something speaks against it; ticked for the same doubts it passes.
func (d *Desk) doubtRemedy(ctx context.Context, form *page.Form, kind remedy.Kind, m remedy.Matter, route remedy.Route) error {
	doubts, err := d.Office.RemedyDoubts(ctx, kind, m, route)
	if err != nil || len(doubts) == 0 {
		return err
	}
	var said []string
	for _, doubt := range doubts {
		said = append(said, page.T(ctx, doubt.Error()))
	}
	words := strings.Join(said, "；")
	sure(form, words)
	return nil
}
