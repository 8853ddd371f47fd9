package office

import (
	"context"
	"fmt"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/ledger"
	"gongkai/affairs/publication"
	"gongkai/paper/gate"
	"gongkai/store"
)

// spoken is words that an act makes public outside a draft: where they stand,
// as who wrote them knows it, and what they say.
type spoken struct{ where, text string }

// lets refuses words that an agency is about to make public outside a draft,
// where nobody else reads them before. What may stand is on the agency's allowed
// list, which its head writes ([Office.AllowWords]), or on its public card. It
// is asked within the act, which has asked for the secret before. Errors:
// [publication.ErrGate].
func (o *Office) lets(ctx context.Context, r store.Reader, in agency.Code, list ...spoken) error {
	found, err := o.foundIn(ctx, r, in, list)
	if err != nil || len(found) == 0 {
		return err
	}
	return refusal(found)
}

// foundIn is what the gate finds in words that an agency says outside a draft
// and that stops them.
func (o *Office) foundIn(ctx context.Context, r store.Reader, in agency.Code, list []spoken) ([]publication.Found, error) {
	sc, err := o.Scanner(ctx)
	if err != nil {
		return nil, err
	}
	var found []publication.Found
	for _, s := range list {
		if s.text == "" {
			continue
		}
		for _, f := range sc.Text(gate.Place{Part: s.where}, "", s.text) {
			if sc.Allowed == nil { // most words are sound, and ask for no list
				if sc.Allowed, err = allowedKeys(ctx, r, sc, in); err != nil {
					return nil, err
				}
			}
			if f.Kind.Row().Stops && !sc.Allowed[f.Key] {
				found = append(found, foundOf(f, ""))
			}
		}
	}
	return found, nil
}

// refusal is what was found as the sentence of a refusal.
func refusal(found []publication.Found) error {
	err := &publication.GateError{First: found[0], More: len(found) - 1}
	if found[0].Class == publication.ClassPersonal {
		err.Hint = "确属可以公开的，由公开机构负责人列入允许清单"
	}
	return err
}

// ledgerWords is what the public would read of an entry.
func ledgerWords(e ledger.Entry) []spoken {
	b, ok := ledger.BookOf(e.Book)
	if !ok {
		return nil
	}
	p := ledger.PublicOf(e)
	name := b.Name + e.Number()
	var list []spoken
	say := func(fields []ledger.Field, r ledger.Row, where string) {
		for _, f := range fields {
			if f.Type == ledger.Text || f.Type == ledger.Long {
				list = append(list, spoken{where + "“" + f.Label + "”", r.Text(f.Name)})
			}
		}
	}
	say(b.Fields, p.Values.Row, name+"的")
	for _, f := range b.Fields {
		for i, row := range p.Values.List(f.Name) {
			say(f.Fields, row, fmt.Sprintf("%s的%s第%d行", name, f.Label, i+1))
		}
	}
	return list
}

// cardFound is what must not stand on an agency's public card. A telephone, a
// fax, an address and a mailbox are what the law has it say (art. 12), so in
// their own places they are no findings.
func (o *Office) cardFound(ctx context.Context, c agency.Card) ([]publication.Found, error) {
	sc, err := o.Scanner(ctx)
	if err != nil {
		return nil, err
	}
	own := map[string][]gate.Kind{"电话": {gate.Mobile, gate.Landline}, "传真": {gate.Landline}, "电子邮箱": {gate.Email}, "办公地址": {gate.Address}}
	var found []publication.Found
	for _, s := range []spoken{{"公开机构", c.Office}, {"办公地址", c.Address}, {"办公时间", c.Hours}, {"电话", c.Phone}, {"传真", c.Fax},
		{"电子邮箱", c.Email}, {"邮政编码", c.Postcode}} {
		for _, f := range sc.Text(gate.Place{Part: "名片的" + s.where}, "", s.text) {
			proper := false
			for _, k := range own[s.where] {
				proper = proper || f.Kind == k
			}
			if !proper {
				found = append(found, foundOf(f, ""))
			}
		}
	}
	return found, nil
}

// AllowWords teaches that personal information which stands in some words is
// public wherever the agency writes it, as [Office.Allow] does from a draft. The
// words are not kept. Errors: [publication.ErrFound] when the gate finds nothing
// in them, those of [publication.Allow].
func (o *Office) AllowWords(ctx context.Context, by account.Actor, in agency.Code, words, reason string) ([]publication.Allowed, error) {
	at := o.Now()
	sc, err := o.Scanner(ctx)
	if err != nil {
		return nil, err
	}
	marks := map[string]bool{}
	var found []publication.Found
	for _, f := range sc.Text(gate.Place{}, "", strings.TrimSpace(words)) {
		if one := foundOf(f, ""); !marks[one.Mark()] {
			marks[one.Mark()] = true
			found = append(found, one)
		}
	}
	if len(found) == 0 {
		return nil, publication.ErrFound
	}
	var list []publication.Allowed
	err = o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		list = nil
		for _, f := range found {
			old, err := allowedOf(ctx, tx.Reader, in, f.Key)
			if err != nil {
				return err
			}
			var a publication.Allowed
			var e journal.Entry
			if a, e, err = publication.Allow(old, in, f, reason, by.Login, at); err != nil {
				return err
			}
			if err := tx.SaveAllowed(ctx, a, e); err != nil {
				return err
			}
			list = append(list, a)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return list, o.standAll(ctx, in)
}
