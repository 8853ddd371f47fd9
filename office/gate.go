package office

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/paper/gate"
	"gongkai/paper/richtext"
	"gongkai/store"
)

// Scanner is the gate's scanner of words with the city's own salt.
func (o *Office) Scanner(ctx context.Context) (gate.Scanner, error) {
	secret, err := o.secret(ctx)
	return gate.Scanner{Salt: secret}, err
}

// AllowedKeys is what may stand in whatever an agency publishes: its allowed
// list, and the contact lines on its own public card.
func (o *Office) AllowedKeys(ctx context.Context, in agency.Code) (map[string]bool, error) {
	sc, err := o.Scanner(ctx)
	if err != nil {
		return nil, err
	}
	return allowedKeys(ctx, o.Store.Reader, sc, in)
}

func allowedKeys(ctx context.Context, r store.Reader, sc gate.Scanner, in agency.Code) (map[string]bool, error) {
	c, err := r.Card(ctx, in)
	if err != nil {
		return nil, err
	}
	return cardKeys(sc, c), nil
}

func cardKeys(sc gate.Scanner, c store.Card) map[string]bool {
	keys := map[string]bool{}
	for _, a := range c.Allowed {
		if a.EndedAt.IsZero() {
			keys[a.Key] = true
		}
	}
	card := c.Agency.Card
	for _, s := range []string{card.Phone, card.Fax, card.Email, card.Address} {
		for _, f := range sc.Text(gate.Place{}, "", s) {
			keys[f.Key] = true
		}
	}
	return keys
}

// foundOf is a finding of the gate without what it found. file is the hash of
// the attachment; "" for words of the draft.
func foundOf(f gate.Finding, file string) publication.Found {
	row := f.Kind.Row()
	return publication.Found{Kind: string(f.Kind), Name: row.Name, Class: string(row.Class), Stops: row.Stops, Key: f.Key,
		Masked: f.Masked, Words: f.Words, Around: f.Around, Part: f.Place.Part, File: file, Page: f.Place.Page, Box: f.Place.Box}
}

// words is one piece of a draft's own words, as the gate looks at it.
type words struct {
	part string // see [publication.Found.Part]
	file int    // index of the attachment whose name it is; -1 for others
	text string
}

// placeOf is what the gate calls the part.
func (w words) place(files []publication.Attachment) gate.Place {
	switch w.part {
	case "change":
		return gate.Place{Part: "更新说明"}
	case "name":
		return gate.Place{Part: "name", File: files[w.file].Name}
	}
	return gate.Place{Part: w.part}
}

// wordsOf is everything that is written in a draft and will be public.
func wordsOf(c publication.Content, change string) []words {
	list := []words{{"title", -1, c.Title}, {"number", -1, c.Number}, {"keywords", -1, c.Keywords},
		{"body", -1, richtext.Plain(c.Body)}, {"change", -1, change}}
	for i, a := range c.Attachments {
		list = append(list, words{"name", i, strings.TrimSuffix(a.Name, path.Ext(a.Name))})
	}
	return list
}

// spot is a finding in a draft's own words.
type spot struct {
	gate.Finding
	words
}

func (s spot) found() publication.Found {
	f := foundOf(s.Finding, "")
	f.Part = s.part
	return f
}

// spots is what the gate finds in a draft's own words.
func spots(sc gate.Scanner, c publication.Content, change string) []spot {
	var list []spot
	for _, w := range wordsOf(c, change) {
		if w.text == "" {
			continue
		}
		for _, f := range sc.Text(w.place(c.Attachments), "", w.text) {
			list = append(list, spot{f, w})
		}
	}
	return list
}

// Screening is what the gate finds in a draft as it is now. The words are
// looked at; of files is told what was found before, see [Office.ScreenFiles].
func (o *Office) Screening(ctx context.Context, d publication.Draft) (publication.Screening, error) {
	return o.screening(ctx, o.Store.Reader, d)
}

func (o *Office) screening(ctx context.Context, r store.Reader, d publication.Draft) (publication.Screening, error) {
	c, err := r.Card(ctx, d.Agency)
	if err != nil {
		return publication.Screening{}, err
	}
	return o.screeningBy(ctx, r, d, c)
}

func (o *Office) screeningBy(ctx context.Context, r store.Reader, d publication.Draft, c store.Card) (publication.Screening, error) {
	s := publication.Screening{Of: d.Fingerprint()}
	sc, err := o.Scanner(ctx)
	if err != nil {
		return s, err
	}
	allowed := cardKeys(sc, c)
	sc.Allowed = allowed
	for _, spot := range spots(sc, d.Content, d.Change) {
		s.Found = append(s.Found, spot.found())
	}
	known, err := r.Screened(ctx, hashesOf(d.Content.Attachments))
	if err != nil {
		return s, err
	}
	for _, a := range d.Content.Attachments {
		f, ok := known[a.SHA256]
		if !ok || !f.Done || f.Version < gateVersion {
			s.Waiting = append(s.Waiting, a.Name)
			continue
		}
		for _, found := range f.Found {
			if !allowed[found.Key] {
				// The sentence names the file as it was called when it was looked into.
				found.Words = strings.Replace(found.Words, "“"+f.Name, "“"+a.Name, 1)
				s.Found = append(s.Found, found)
			}
		}
	}
	return s, nil
}

func hashesOf(list []publication.Attachment) []string {
	var hashes []string
	for _, a := range list {
		hashes = append(hashes, a.SHA256)
	}
	return hashes
}

// screen looks into the draft's files as far as it can be done while somebody
// waits, and keeps how the draft stands. What does not get done is done in the
// background.
func (o *Office) screen(ctx context.Context, d publication.Draft) error {
	if err := o.ScreenFiles(ctx, d.Content.Attachments, atOnceScreened); err != nil {
		return err
	}
	return o.stand(ctx, d)
}

// stand keeps how the draft stands, for lists.
func (o *Office) stand(ctx context.Context, d publication.Draft) error {
	s, err := o.Screening(ctx, d)
	if err != nil {
		return err
	}
	v := store.Standing{Draft: d.ID, Agency: d.Agency, Waiting: len(s.Waiting)}
	for _, f := range d.Stopping(s) {
		if given, ok := d.OverrideOf(f); ok && given.Open() {
			v.Asked++
		} else {
			v.Stopping++
		}
	}
	return o.Store.NoteStanding(ctx, v)
}

// screened looks into the files of a draft before an act that leads to the
// public, so that the act itself need not wait.
func (o *Office) screened(ctx context.Context, id int64) error {
	// The city's secret is written when it is first needed, which no act may wait
	// for: an act is the only writer.
	if _, err := o.secret(ctx); err != nil {
		return err
	}
	d, err := o.Store.Draft(ctx, id)
	if err != nil || d.Attribute != publication.Proactive {
		return err
	}
	return o.ScreenFiles(ctx, d.Content.Attachments, atOnceScreened)
}

// chosen is the findings of those marks. Errors: [publication.ErrFound] for a
// mark of none, or no mark.
func chosen(s publication.Screening, marks []string) ([]publication.Found, error) {
	var list []publication.Found
	for _, mark := range marks {
		i := slices.IndexFunc(s.Found, func(f publication.Found) bool { return f.Mark() == mark })
		if i < 0 {
			return nil, publication.ErrFound
		}
		list = append(list, s.Found[i])
	}
	if len(list) == 0 {
		return nil, publication.ErrFound
	}
	return list, nil
}

// onFound is the shape of the acts on what was found in a draft: read, find
// again, act, save, and keep how it stands.
func (o *Office) onFound(ctx context.Context, by account.Actor, id, stamp int64, marks []string,
	act func(publication.Draft, []publication.Found, time.Time) (publication.Draft, journal.Entry, error)) (publication.Draft, error) {
	at := o.Now()
	var d publication.Draft
	if _, err := o.secret(ctx); err != nil { // before the act, see [Office.screened]
		return d, err
	}
	err := o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		seen, err := seenDraft(ctx, tx, id, stamp)
		if err != nil {
			return err
		}
		s, err := o.screening(ctx, tx.Reader, seen)
		if err != nil {
			return err
		}
		list, err := chosen(s, marks)
		if err != nil {
			return err
		}
		var e journal.Entry
		if d, e, err = act(seen, list, at); err != nil {
			return err
		}
		return tx.SaveDraft(ctx, d, e)
	})
	if err != nil {
		return d, err
	}
	d.Stamp++
	return d, o.screen(ctx, d)
}

// Mask masks findings in the words of a draft, each wherever it stands. Errors:
// [publication.ErrFound] for what cannot be masked.
func (o *Office) Mask(ctx context.Context, by account.Actor, id, stamp int64, marks []string) (publication.Draft, error) {
	sc, err := o.Scanner(ctx)
	if err != nil {
		return publication.Draft{}, err
	}
	return o.onFound(ctx, by, id, stamp, marks, func(d publication.Draft, list []publication.Found, at time.Time) (publication.Draft, journal.Entry, error) {
		for _, f := range list {
			if !f.Maskable() {
				return d, journal.Entry{}, publication.ErrFound
			}
		}
		c, change, err := masked(sc, d, list)
		if err != nil {
			return d, journal.Entry{}, err
		}
		return publication.Mask(d, c, change, list, o.consultDue(at), by.Login, at)
	})
}

// masked is the content of a draft with findings masked, and what it says of a
// change.
func masked(sc gate.Scanner, d publication.Draft, list []publication.Found) (publication.Content, string, error) {
	c, change := d.Content, d.Change
	c.Attachments = slices.Clone(c.Attachments)
	in := map[words][]gate.Finding{}
	for _, s := range spots(sc, c, change) {
		mark := s.found().Mark()
		if slices.ContainsFunc(list, func(f publication.Found) bool { return f.Mark() == mark }) {
			in[s.words] = append(in[s.words], s.Finding)
		}
	}
	for w, findings := range in {
		switch w.part {
		case "title":
			c.Title = gate.Mask(c.Title, findings)
		case "number":
			c.Number = gate.Mask(c.Number, findings)
		case "keywords":
			c.Keywords = gate.Mask(c.Keywords, findings)
		case "change":
			change = gate.Mask(change, findings)
		case "name":
			a := &c.Attachments[w.file]
			a.Name = gate.Mask(w.text, findings) + path.Ext(a.Name)
		case "body":
			var edits []richtext.Edit
			for _, f := range findings {
				edits = append(edits, richtext.Edit{Start: f.Place.Start, End: f.Place.End, With: f.Masked})
			}
			body, err := richtext.Replace(c.Body, edits)
			if err != nil {
				return c, change, err
			}
			c.Body = body
		}
	}
	return c, change, nil
}

// Override asks that findings may stand, with a reason.
func (o *Office) Override(ctx context.Context, by account.Actor, id, stamp int64, marks []string, reason string) (publication.Draft, error) {
	return o.onFound(ctx, by, id, stamp, marks, func(d publication.Draft, list []publication.Found, at time.Time) (publication.Draft, journal.Entry, error) {
		return publication.ApplyOverride(d, list, reason, by.Login, at)
	})
}

// AgreeOverride is the second person's word on overrides asked for.
func (o *Office) AgreeOverride(ctx context.Context, by account.Actor, id, stamp int64, marks []string, agree bool, why string) (publication.Draft, error) {
	return o.onFound(ctx, by, id, stamp, marks, func(d publication.Draft, list []publication.Found, at time.Time) (publication.Draft, journal.Entry, error) {
		// Only the secrecy reviewer passes the secrecy review.
		return publication.AgreeOverride(d, list, agree, why, by.May(journal.DraftClear, d.Agency), by.Login, at)
	})
}

// CleanFile puts in the place of a draft's attachment its copy without hidden
// content. Errors: [gate.ErrNotCleaned] and the other verdicts of package gate
// when there can be none, [publication.ErrFound].
func (o *Office) CleanFile(ctx context.Context, by account.Actor, id, stamp int64, file string) (publication.Draft, error) {
	d, err := o.Store.Draft(ctx, id)
	if err != nil {
		return d, err
	}
	switch i := slices.IndexFunc(d.Content.Attachments, func(a publication.Attachment) bool { return a.SHA256 == file }); {
	case !by.May(journal.DraftCleanFile, d.Agency):
		return d, account.ErrForbidden
	case !d.State.Allows(journal.DraftCleanFile):
		return d, publication.ErrState
	case i < 0:
		return d, publication.ErrFound
	default:
		a := d.Content.Attachments[i]
		clean, err := o.cleaned(ctx, a, gate.Remedy{Hidden: true}, whileCleaned)
		if err != nil {
			return d, err
		}
		if err := o.ScreenFiles(ctx, []publication.Attachment{clean}, atOnceScreened); err != nil {
			return d, err
		}
		var had []publication.Found
		at := o.Now()
		err = o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
			seen, err := seenDraft(ctx, tx, id, stamp)
			if err != nil {
				return err
			}
			known, err := tx.Screened(ctx, []string{file})
			if err != nil {
				return err
			}
			had = nil
			for _, f := range known[file].Found {
				if f.Class == string(gate.Hidden) || f.Class == string(gate.Trace) {
					had = append(had, f)
				}
			}
			var e journal.Entry
			if d, e, err = publication.CleanFile(seen, file, clean, had, o.consultDue(at), by.Login, at); err != nil {
				return err
			}
			return tx.SaveDraft(ctx, d, e)
		})
		if err != nil {
			return d, err
		}
		d.Stamp++
		return d, o.stand(ctx, d)
	}
}

// Allow teaches that something found in a draft is public wherever the agency
// writes it.
func (o *Office) Allow(ctx context.Context, by account.Actor, id int64, mark, reason string) (publication.Allowed, error) {
	at := o.Now()
	var a publication.Allowed
	if _, err := o.secret(ctx); err != nil { // before the act, see [Office.screened]
		return a, err
	}
	err := o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		d, err := tx.Draft(ctx, id)
		if err != nil {
			return err
		}
		s, err := o.screening(ctx, tx.Reader, d)
		if err != nil {
			return err
		}
		found, err := chosen(s, []string{mark})
		if err != nil {
			return err
		}
		old, err := allowedOf(ctx, tx.Reader, d.Agency, found[0].Key)
		if err != nil {
			return err
		}
		var e journal.Entry
		if a, e, err = publication.Allow(old, d.Agency, found[0], reason, by.Login, at); err != nil {
			return err
		}
		return tx.SaveAllowed(ctx, a, e)
	})
	if err != nil {
		return a, err
	}
	return a, o.standAll(ctx, a.Agency)
}

// AllowEnd strikes a line off an agency's allowed list. Errors:
// [store.ErrNotFound].
func (o *Office) AllowEnd(ctx context.Context, by account.Actor, in agency.Code, key, why string) (publication.Allowed, error) {
	at := o.Now()
	var a publication.Allowed
	err := o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		old, err := allowedOf(ctx, tx.Reader, in, key)
		if err == nil && old.Key == "" {
			err = store.ErrNotFound
		}
		if err != nil {
			return err
		}
		var e journal.Entry
		if a, e, err = publication.AllowEnd(old, why, by.Login, at); err != nil {
			return err
		}
		return tx.SaveAllowed(ctx, a, e)
	})
	if err != nil {
		return a, err
	}
	return a, o.standAll(ctx, in)
}

// allowedOf is the line of a key; the zero line if there is none.
func allowedOf(ctx context.Context, r store.Reader, in agency.Code, key string) (publication.Allowed, error) {
	list, err := r.Allowed(ctx, in)
	for _, a := range list {
		if a.Key == key {
			return a, err
		}
	}
	return publication.Allowed{}, err
}

// standAll looks again at the open drafts of an agency.
func (o *Office) standAll(ctx context.Context, in agency.Code) error {
	drafts, err := o.Store.OpenDrafts(ctx, in)
	if err != nil {
		return err
	}
	var failed []error
	for _, d := range drafts {
		if err := o.stand(ctx, d); err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", d.Thing(), err))
		}
	}
	return errors.Join(failed...)
}
