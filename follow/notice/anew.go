package notice

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/store"
)

// viaAnew stands in the fact of a message sent instead of another, before the
// number of that one.
const viaAnew = " anew "

// Replaces is the number of the message instead of which one with the fact was
// sent; 0 for none.
func Replaces(fact string) int64 {
	_, n, _ := strings.Cut(strings.TrimSuffix(fact, viaSMS), viaAnew)
	id, err := strconv.ParseInt(n, 10, 64)
	if err != nil {
		return 0
	}
	return id
}

// Anew is what a message about a case told, written once more for whom it did not
// reach: one for each way that person left, as the case stands now. What is no
// news any longer goes out in its old words, by the old way. None for one who
// left no way, and for what is not about a case.
func (h *Herald) Anew(ctx context.Context, m store.Mail) ([]store.Mail, error) {
	id, is := request.ParseThing(m.Thing)
	if !is {
		return nil, nil
	}
	list, err := h.composed(ctx, m)
	if err != nil {
		return nil, err
	}
	same := func(n store.Mail) bool { return n.Channel == m.Channel }
	if !slices.ContainsFunc(list, same) {
		r, err := h.Office.Store.Request(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		if old := m; reachable(r, &old) {
			list = append(list, old)
		}
	}
	for i := range list {
		n := &list[i]
		n.Fact = FactTold(m.Fact) + viaAnew + strconv.FormatInt(m.ID, 10)
		if n.Channel == store.BySMS {
			n.Fact += viaSMS
		}
	}
	return list, nil
}

// composed is the messages to the same person that the entry calls for of which
// a message tells.
func (h *Herald) composed(ctx context.Context, m store.Mail) ([]store.Mail, error) {
	parts := strings.Fields(m.Fact)
	if h.Compose == nil || len(parts) < 3 {
		return nil, nil
	}
	entries, err := h.Office.Store.JournalOf(ctx, m.Thing)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(entries, func(e journal.Entry) bool { return strconv.FormatInt(e.Number, 10) == parts[2] })
	if i < 0 {
		return nil, nil
	}
	list, err := h.Compose(ctx, entries[i])
	list = slices.DeleteFunc(list, func(n store.Mail) bool { return FactParty(n.Fact) != FactParty(m.Fact) })
	for i := range list {
		list[i].Channel = cmp.Or(list[i].Channel, store.ByMail)
	}
	return list, err
}

// reachable addresses a message to where its recipient is reached today by its
// way; false for nowhere.
func reachable(r request.Request, m *store.Mail) bool {
	m.Recipient = r.Applicant.Email
	if m.Channel == store.BySMS {
		m.Recipient = r.Applicant.Mobile
	}
	if party := FactParty(m.Fact); party != 0 {
		i := slices.IndexFunc(r.Opinions, func(o request.Opinion) bool { return o.N == party })
		if i < 0 {
			return false
		}
		m.Recipient = r.Opinions[i].Email
	}
	return m.Recipient != ""
}
