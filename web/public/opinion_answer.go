package public

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/affairs/text"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/store"
	"gongkai/web/page"
)

// opinionPage is what a party is asked, and what they answered.
type opinionPage struct {
	form    *page.Form
	c       consulted
	letters []letterRow
	lines   []letterLine // of the letter that asks
	today   calendar.Day
	kept    []keptFile // handed in with a form that was wrong
	handed  []string   // names of the files handed in with the answer
}

// letterLine is a line of a letter as it stands on a page.
type letterLine struct {
	text string
	head bool
}

// errOpinionClosed says that no answer is taken any more; no word of what became
// of the request.
var errOpinionClosed = errors.New("现在不能在网上提出意见，请按征求意见书上的联系方式与机关联系")

// hears says whether an answer of a party is taken in the state of the request.
func hears(q request.Request) bool { return q.State.Allows(journal.RequestHear) }

// late says that what is answered now comes after the party's last day.
func (p opinionPage) late() bool {
	o := p.c.opinion
	return o.Answer == request.Silent || o.GotOn != calendar.NoDay && o.DueOn != calendar.NoDay && p.today > o.DueOn
}

// until says until when the party has time.
func (p opinionPage) until(ctx context.Context) string {
	o := p.c.opinion
	switch {
	case o.DueOn == calendar.NoDay:
		return page.T(ctx, "请在征求意见书载明的时间内提出意见。")
	case p.late():
		return page.Tf(ctx, "提出意见的最后一天是 %s，已经过了。现在仍可以提出，记为逾期，由机关依照条例的规定处理。", o.DueOn)
	case o.GotOn == calendar.NoDay:
		return page.T(ctx, "请自收到征求意见书之日起 15 个工作日内提出意见。")
	}
	return page.Tf(ctx, "请在 %s 前提出意见（自收到征求意见书之日起 15 个工作日）。", o.DueOn)
}

// answered says what was answered and when.
func (p opinionPage) answered(ctx context.Context) []page.Row {
	o := p.c.opinion
	said, on := "同意公开", o.AnsweredOn
	if o.Answer == request.Object {
		said = "不同意公开"
	}
	rows := []page.Row{{Key: "您的意见", Value: page.T(ctx, said)}}
	if o.Late() {
		rows = append(rows, page.Row{Key: "提出的日期", Value: page.Tf(ctx, "%s（逾期）", o.LateOn)})
	} else {
		rows = append(rows, page.Row{Key: "提出的日期", Value: on.String()})
	}
	if o.Online && o.Words != "" {
		rows = append(rows, page.Row{Key: "理由", Content: paragraphs(o.Words)})
	}
	if len(p.handed) > 0 {
		rows = append(rows, page.Row{Key: "附件", Content: paragraphs(strings.Join(p.handed, "\n"))})
	}
	return rows
}

// pageLines is the words of a letter up to its slip (回执), which is for paper, and
// without the paragraph that tells the number and the code: who reads is there.
func pageLines(marked, number string) []letterLine {
	var list []letterLine
	for _, l := range strings.Split(marked, "\n") {
		l = strings.TrimSpace(l)
		if strings.HasPrefix(l, "===") {
			break
		}
		if strings.Contains(l, number) {
			continue
		}
		head := strings.HasPrefix(l, "#")
		if l = strings.TrimSpace(strings.TrimLeft(strings.TrimPrefix(l, `\`), "#@->|")); l != "" {
			list = append(list, letterLine{l, head})
		}
	}
	return list
}

func (a *asking) opinionPage(ctx context.Context, c consulted, form *page.Form) (opinionPage, error) {
	p := opinionPage{form: form, c: c, today: a.office.Today()}
	for i, l := range c.letters {
		files, err := a.filesOf(ctx, l)
		if err != nil {
			return p, err
		}
		p.letters = append(p.letters, letterRow{i + 1, l.Title, l.Number, l.On.String(), files})
		if l.Act == journal.RequestConsult {
			p.lines = pageLines(l.Text, request.PartyNumber(c.id, c.opinion.N))
		}
	}
	q, err := a.store.Request(ctx, c.id)
	if err != nil {
		return p, err
	}
	for _, f := range q.Files {
		if f.Party == c.opinion.N {
			p.handed = append(p.handed, f.Name)
		}
	}
	return p, nil
}

func (a *asking) showOpinion(rw http.ResponseWriter, r *http.Request, c consulted) error {
	p, err := a.opinionPage(r.Context(), c, &page.Form{})
	if err != nil {
		return err
	}
	return page.Render(rw, r, http.StatusOK, opinionView(p))
}

// answerOpinion takes the answer of a party: the act by which an official would
// record it. A button pressed twice answers once.
func (a *asking) answerOpinion(rw http.ResponseWriter, r *http.Request, c consulted) error {
	ctx := r.Context()
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	files, err := a.readFiles(r, form, "files", "opinion")
	if err != nil {
		return err
	}
	again := func() error {
		p, err := a.opinionPage(ctx, c, form)
		if err != nil {
			return err
		}
		p.kept = keptFiles(form, "files", files)
		return page.Show(rw, r, form, opinionView(p))
	}
	answer := form.Get("answer")
	if answer != request.Agrees && answer != request.Object {
		form.Fail("answer", "请选择是否同意公开")
	}
	words, err := text.Block(form.Get("words"), request.MaxText)
	switch {
	case err != nil && form.Error("words") == "":
		form.Fail("words", err.Error())
	case answer == request.Object && words == "":
		form.Fail("words", request.ErrOpinionWords.Error())
	}
	if form.OK() && !a.sends.pass(from(r), a.office.Now()) {
		form.Fail("", page.ErrTooMany.Error())
	}
	if !form.OK() {
		return again()
	}
	_, err = a.office.AnswerAsParty(ctx, c.id, c.opinion.N, answer == request.Agrees, words, files)
	for range 3 {
		if !errors.Is(err, store.ErrChanged) {
			break
		}
		_, err = a.office.AnswerAsParty(ctx, c.id, c.opinion.N, answer == request.Agrees, words, files)
	}
	if errors.Is(err, request.ErrNoOpinion) || errors.Is(err, request.ErrState) {
		now, readErr := a.consulted(r, c.id, c.opinion.N)
		if readErr != nil {
			return readErr
		}
		c = now
		if c.opinion.Answer != answer || c.opinion.Words != words {
			form.Fail("", errOpinionClosed.Error())
			return again()
		}
		err = nil // it was pressed before
	}
	if err != nil {
		return err
	}
	page.LeaveNotice(rw, r, "已收到您的意见")
	http.Redirect(rw, r, office.PartyPath+"/answer", http.StatusSeeOther)
	return nil
}

// serveOpinionLetter hands out a letter to the party it was written to.
func (a *asking) serveOpinionLetter(rw http.ResponseWriter, r *http.Request, c consulted) error {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n < 1 || n > len(c.letters) {
		return page.ErrNotFound
	}
	return a.servePrinted(rw, r, c.letters[n-1], r.PathValue("kind"))
}

func answerChoices() []page.Choice {
	return slices.Clip(page.Choices(request.Agrees, "同意公开", request.Object, "不同意公开"))
}
