package desk

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"

	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/affairs/text"
	"gongkai/office"
	"gongkai/paper/upload"
	"gongkai/store"
	"gongkai/web/page"
)

// letterFacts is what a letter says beside the case; Fee is set for a demand.
type letterFacts = office.LetterFacts

// letterAct is an act that sends a letter.
type letterAct = func(request.Request, request.Letter, request.Hand) (request.Request, journal.Entry, error)

// maxLetter bounds the text of a letter, in characters.
const maxLetter = 20000

// letterOf is the letter of a deed as it stands in the form.
func (c *requestDoing) letterOf(act journal.Act, f letterFacts) office.LetterDraft {
	kind, _ := office.LetterKind(c.r, act, f)
	to := c.r.Applicant.Name
	if f.Opinion.Name != "" {
		to = f.Opinion.Name
	}
	return office.LetterDraft{Kind: kind, Text: letterText(c), To: to}
}

// letterText reads the text of the letter, failing the field if it cannot be
// kept.
func letterText(c *requestDoing) string {
	s, err := text.Block(c.form.Get("letter"), maxLetter)
	if err != nil && c.form.Error("letter") == "" {
		c.form.Fail("letter", err.Error())
	}
	return s
}

// sendLetter does a deed that sends a letter, in two steps: first the letter is
// offered to be read and edited (shown is true and nothing is done), then the
// act is done with it.
func (d *Desk) sendLetter(c *requestDoing, t requestDeed) (shown bool, err error) {
	facts, act := t.Letter(c)
	l := c.letterOf(t.Act, facts)
	if !c.form.OK() {
		if act != nil {
			_, _, err = act(c.r, request.Letter{Title: "-", PDF: "-"}, c.hand())
		}
		return false, err
	}
	if c.stamp != c.r.Stamp {
		return false, store.ErrChanged
	}
	if l.Text != "" && c.form.Get("act") != "compose" {
		if now := factsDigest(facts); c.form.Get("composed") != now {
			// The letter would tell the applicant something else than the record.
			c.form.Set("composed", now)
			c.form.Fail("letter", "填写的内容改动后，文书还是原来的；请重新生成，或者核对无误后再次提交")
			return false, nil
		}
		var r request.Request
		var err error
		if t.Act == journal.RequestCharge {
			r, err = d.Office.ChargeRequest(c.ctx, c.o.Actor, c.r.ID, c.stamp, l, facts.Fee)
		} else {
			r, err = d.Office.WithLetter(c.ctx, c.o.Actor, c.r.ID, c.stamp, l, act)
		}
		if err == nil {
			c.r = r
		}
		return false, err
	}
	// What the act would refuse is said before there is a letter to read.
	if _, _, err := act(c.r, request.Letter{Title: "-", PDF: "-"}, c.hand()); err != nil {
		return false, err
	}
	words, err := d.Office.LetterText(c.ctx, c.r, t.Act, facts)
	if err != nil {
		return false, err
	}
	c.form.Set("letter", words)
	c.form.Set("composed", factsDigest(facts))
	return true, nil
}

// factsDigest tells whether a letter was made from these facts.
func factsDigest(f letterFacts) string {
	raw, _ := json.Marshal(f) // texts, numbers and days only
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:8])
}

// signAnswer signs the answer the signer read: the case as the form showed it.
func signAnswer(c *requestDoing) error {
	if c.stamp != c.r.Stamp {
		return store.ErrChanged
	}
	r, err := c.d.Office.SignAnswer(c.ctx, c.o.Actor, c.r.ID, c.stamp)
	if err == nil {
		c.r = r
	}
	return err
}

// answerPreview is the drafted answer as a PDF, as it will be signed but for
// its number.
func (d *Desk) answerPreview(w http.ResponseWriter, r *http.Request, o *Official) error {
	q, err := d.requestOf(r, o)
	if err != nil {
		return err
	}
	if q.Decision == nil || q.Decision.Text == "" {
		return page.ErrNotFound
	}
	kind, _ := office.LetterKind(q, journal.RequestSign, letterFacts{})
	l := office.LetterDraft{Kind: kind, Text: q.Decision.Text, To: q.Applicant.Name}
	for _, f := range q.Files {
		for _, hash := range q.Decision.Files {
			if f.Hash == hash {
				l.Attachments = append(l.Attachments, f.Name)
			}
		}
	}
	printed, err := d.Office.PreviewLetter(r.Context(), q, l)
	if err != nil {
		return err
	}
	return d.servePDF(w, r, printed, "答复预览-"+q.ID.Number()+".pdf")
}

// serviceSlip is the slip (送达回证) on which the applicant signs for an answer,
// to be printed before it is handed over.
func (d *Desk) serviceSlip(w http.ResponseWriter, r *http.Request, o *Official) error {
	q, err := d.requestFor(r, o, journal.RequestDeliver)
	if err != nil {
		return err
	}
	if !q.Allows(journal.RequestDeliver) && !q.Allows(journal.RequestRedeliver) {
		return page.ErrNotFound
	}
	f := letterFacts{Route: q.Asked.Route}
	text, err := d.Office.LetterText(r.Context(), q, journal.RequestDeliver, f)
	if err != nil {
		return err
	}
	kind, _ := office.LetterKind(q, journal.RequestDeliver, f)
	printed, err := d.Office.PreviewLetter(r.Context(), q, office.LetterDraft{Kind: kind, Text: text, To: q.Applicant.Name})
	if err != nil {
		return err
	}
	return d.servePDF(w, r, printed, "送达回证-"+q.ID.Number()+".pdf")
}

// requestReceiptPDF is the receipt as a PDF, with the code by which the
// applicant follows the case: for those who could have filed it themselves.
func (d *Desk) requestReceiptPDF(w http.ResponseWriter, r *http.Request, o *Official) error {
	q, err := d.requestFor(r, o, journal.RequestSubmit)
	if err != nil {
		return err
	}
	printed, err := d.Office.Receipt(r.Context(), q, findAddress(r))
	if err != nil {
		return err
	}
	return d.servePDF(w, r, printed, "登记回执-"+q.ID.Number()+".pdf")
}

func (d *Desk) servePDF(w http.ResponseWriter, r *http.Request, printed []byte, name string) error {
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", upload.Disposition(name, true))
	h.Set("Cache-Control", "no-store")
	http.ServeContent(w, r, "", d.Office.Now(), bytes.NewReader(printed))
	return nil
}

// linesOf is the lines of a text that are not empty.
func linesOf(s string) []string {
	var list []string
	for l := range strings.Lines(s) {
		if l = strings.TrimSpace(l); l != "" {
			list = append(list, l)
		}
	}
	return list
}
