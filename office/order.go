package office

import (
	"bytes"
	"context"
	"errors"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/remedy"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/paper/docx"
	"gongkai/paper/letter"
	"gongkai/paper/pdf"
	"gongkai/store"
)

// orderArticles is on which article an order rests, by the finding, in the
// edition of 2019; the first edition had one for all.
var orderArticles = map[string]string{
	"late": "第四十七条、第五十三条第（一）项", "silent": "第四十七条、第五十三条第（一）项", "unlawful": "第四十七条、第五十三条第（一）项",
	"unpublished": "第四十七条、第五十三条第（一）项", "stale": "第四十七条、第五十三条第（二）项", "system": "第四十七条、第五十二条",
	"remedy": "第四十七条、第五十三条第（三）项", "other": "第四十七条、第五十三条第（三）项",
}

// OrderText is the words of the paper (责令改正通知书) with which an order goes to
// an agency, in the marked form of paper/letter, to be edited. Errors: those with
// which remedy.IssueOrder refuses what the paper would say, [ErrRemedyAbout],
// [ErrRemedyAgency].
func (o *Office) OrderText(ctx context.Context, by account.Actor, m remedy.Matter, finding string, until calendar.Day, issuer agency.Code) (text string, err error) {
	at := o.Now()
	err = o.Store.Look(ctx, func(r store.Reader) error {
		m, astray := contested(ctx, r, m, calendar.On(at))
		if astray != nil && !errors.Is(astray, ErrRemedyAbout) && !errors.Is(astray, ErrRemedyAgency) {
			return astray
		}
		var above []agency.Code
		if m.Agency != "" {
			var err error
			if above, err = Above(ctx, r, m.Agency); err != nil {
				return err
			}
		}
		v, _, err := remedy.IssueOrder(0, m, finding, until, issuer, above, by.Login, at)
		if err := errors.Join(astray, err); err != nil {
			return err
		}
		text, err = orderText(ctx, r, v)
		return err
	})
	return text, err
}

func orderText(ctx context.Context, r store.Reader, v remedy.Remedy) (string, error) {
	a, err := r.Agency(ctx, v.Agency)
	if err != nil {
		return "", err
	}
	f := letter.Facts{Kind: letter.Order, To: a.NameOn(v.ReceivedOn), Organisation: true, Words: v.Claim, Reason: remedy.FindingName(v.Finding), By: v.RectifyBy}
	if v.Finding == "other" {
		f.Reason = "" // it says nothing that the words do not
	}
	if e, ok := regulation.EditionOn(v.ReceivedOn); ok {
		f.Edition = e.Code
	}
	if f.Edition == "2019" {
		f.Article = orderArticles[v.Finding]
	}
	return letter.Draft(f)
}

// IssueOrder orders an agency to put something right, under the name of one above
// it, by a paper that is printed and kept with the order. text is the paper as the
// officer left it; where it is "" it says what [Office.OrderText] says. Errors as
// of [Office.RegisterComplaint], and those of letter.Check.
func (o *Office) IssueOrder(ctx context.Context, by account.Actor, m remedy.Matter, finding string, until calendar.Day, issuer agency.Code, text string) (remedy.Remedy, error) {
	return o.registerWith(ctx, by, remedy.Order, m, func(id int64, m remedy.Matter, above []agency.Code, at time.Time) (remedy.Remedy, journal.Entry, error) {
		return remedy.IssueOrder(id, m, finding, until, issuer, above, by.Login, at)
	}, func(tx *store.Tx, v remedy.Remedy) (remedy.Remedy, error) { return o.printOrder(ctx, tx, v, text) })
}

// printOrder puts the printed paper with the order.
func (o *Office) printOrder(ctx context.Context, tx *store.Tx, v remedy.Remedy, text string) (remedy.Remedy, error) {
	if text == "" {
		var err error
		if text, err = orderText(ctx, tx.Reader, v); err != nil {
			return v, err
		}
	}
	a, err := tx.Agency(ctx, v.Handler)
	if err != nil {
		return v, err
	}
	year := calendar.On(tx.At).Year()
	n, err := tx.NextOrderLetter(ctx, v.Handler, year)
	if err != nil {
		return v, err
	}
	number := LetterNumber(a.ShortName()+"公开责改", year, n)
	d := LetterDraft{Kind: letter.Order, Text: text}
	paper := letterOf(d, a, number, calendar.On(tx.At))
	if err := letter.Check(paper); err != nil {
		return v, err
	}
	set := letter.Compose(paper)
	asPDF, err := pdf.Bytes(set)
	if err != nil {
		return v, err
	}
	asDOCX, err := docx.Bytes(set)
	if err != nil {
		return v, err
	}
	name := letter.Title(text) + "（" + number + "）"
	for _, f := range []struct {
		b          []byte
		name, kind string
	}{
		{asPDF, name + ".pdf", "application/pdf"},
		{asDOCX, name + ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	} {
		hash, size, err := o.Blobs.Put(ctx, bytes.NewReader(f.b))
		if err != nil {
			return v, err
		}
		v.Documents = append(v.Documents, remedy.Document{Name: f.name, Type: f.kind, Size: size, SHA256: hash, At: tx.At, By: tx.Actor.Login})
	}
	v.CaseNumber = number
	return v, nil
}
