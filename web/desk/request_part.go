package desk

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/office"
	"gongkai/paper/letter"
	"gongkai/paper/redact"
	"gongkai/store"
	"gongkai/web/page"
)

func requestColour(s request.State) string {
	switch s {
	case request.Confirming, request.Clarifying, request.Paying:
		return "yellow"
	case request.Handling:
		return "blue"
	case request.Reviewing, request.Signing:
		return "purple"
	case request.Delivering:
		return "turquoise"
	}
	return "grey"
}

func requestCrumbs(r request.Request) []page.Link {
	return []page.Link{{Text: "依申请公开", Href: "/desk/requests"}, {Text: r.ID.Number(), Href: requestHref(r.ID)}}
}

// dueFrom is a limit that ends on a day, seen from today; none says why there
// is none.
func (d *Desk) dueFrom(on calendar.Day, provisional bool, none string) due {
	if on == calendar.NoDay {
		return due{On: on, None: none}
	}
	today, cal := d.Office.Today(), d.Office.Calendar()
	u := due{On: on, Provisional: provisional}
	if u.Left = cal.WorkingDaysBetween(today, on); today > on {
		u.Left = min(-cal.WorkingDaysBetween(on, today), -1)
	}
	return u
}

// requestDue is the lawful limit of a case, in words.
func (d *Desk) requestDue(r request.Request) due {
	switch {
	case r.Open() && r.Informal():
		return due{On: calendar.NoDay, None: notLimited}
	case r.State == request.Closed && r.Late:
		return due{On: calendar.NoDay, None: "逾期办结"}
	case r.State == request.Closed:
		return due{On: calendar.NoDay, None: inTime(r)}
	case r.State == request.Confirming:
		return due{On: calendar.NoDay, None: "确认后起算"}
	case r.State == request.Clarifying:
		return due{On: calendar.NoDay, None: "补正后重新起算"}
	case r.State == request.Paying:
		return due{On: calendar.NoDay, None: "缴费后重新起算"}
	}
	return d.dueFrom(r.DueOn, r.Provisional, "等待对方意见，不计期限")
}

// inTime says of a closed case that is not late whether there was a limit.
func inTime(r request.Request) string {
	if r.DueOn == calendar.NoDay {
		return "—"
	}
	return "期限内办结"
}

// notLimited says that no limit of the law runs.
const notLimited = "不适用答复期限"

// subName is what the nearest other limit of the case is for.
func subName(r request.Request) string {
	switch r.State {
	case request.Clarifying:
		return "申请人补正"
	case request.Paying:
		return "申请人缴费"
	}
	return "对方提出意见"
}

func kindChoices() []page.Choice {
	var list []page.Choice
	for _, row := range request.Kinds {
		list = append(list, page.Choice{Value: string(row.Kind), Text: row.Name, Hint: row.Route})
	}
	return list
}

func receivedBy() []page.Choice {
	var list []page.Choice
	for _, row := range regulation.Channels {
		list = append(list, page.Choice{Value: string(row.Channel), Text: row.Name})
	}
	return list
}

// opinionChoices is the parties of a case who are as wanted.
func opinionChoices(r request.Request, wanted func(request.Opinion) bool) []page.Choice {
	var list []page.Choice
	for _, o := range r.Opinions {
		if wanted(o) {
			list = append(list, page.Choice{Value: strconv.Itoa(o.N), Text: opinionName(o)})
		}
	}
	return list
}

// gotChoices is the letters whose receipt is not known yet, numbered from 1.
func gotChoices(r request.Request) []page.Choice {
	var list []page.Choice
	for i, out := range r.LettersOut() {
		text := out.Act.Meaning().Name + " " + out.SentOn.String()
		for _, o := range r.Opinions {
			if out.Opinion == o.N {
				text = opinionName(o) + " " + out.SentOn.String()
			}
		}
		list = append(list, page.Choice{Value: strconv.Itoa(i + 1), Text: text})
	}
	return list
}

// toTellChoices is the third parties who must be told of a disclosure.
func toTellChoices(r request.Request) []page.Choice {
	var list []page.Choice
	for _, o := range r.ToTell() {
		list = append(list, page.Choice{Value: strconv.Itoa(o.N), Text: opinionName(o)})
	}
	return list
}

func routeHint(t request.Route) string {
	switch t {
	case "online":
		return "答复和文件放到申请人的查询页，申请人凭查询码领取"
	case "post":
		return "以交邮之日为答复之日，填写邮件号"
	case "counter":
		return "请申请人在送达回证上签收"
	}
	return ""
}

// enctypeOf is the attribute of a form that takes files.
func enctypeOf(t requestDeed) templ.Attributes {
	if t.Files == "" {
		return nil
	}
	return templ.Attributes{"enctype": "multipart/form-data"}
}

// outcomeName is an outcome with its article; the code if no edition has it.
func outcomeName(ctx context.Context, code string) string {
	if o, ok := regulation.OutcomeByCode(code); ok {
		return page.Named(ctx, o.Name, o.English) + page.Tf(ctx, "（%s）", page.T(ctx, o.Article))
	}
	return code
}

// answerWord is an opinion's answer in words.
func answerWord(o request.Opinion) (word, colour string) {
	switch o.Answer {
	case request.Agrees:
		return "同意公开", "green"
	case request.Object:
		return "不同意公开", "red"
	case request.Silent:
		if o.Party == request.ThirdParty {
			return "逾期未提出意见", "grey"
		}
		return "逾期未复，视为同意", "grey"
	case request.Ended:
		return "已停止征求", "grey"
	}
	return "等待回复", "blue"
}

func notFound(err error) bool {
	return errors.Is(err, store.ErrNotFound) || errors.Is(err, publication.ErrNotFound)
}

// findAddress is where a citizen asks how their case stands, as the QR code of
// a receipt says it.
func findAddress(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		scheme = "https"
	}
	return scheme + "://" + r.Host + "/request/find"
}

// startPublication drafts a publication of what the answer gave; the officer
// goes on there.
func (c *requestDoing) startPublication() error {
	if !c.o.MayIn(journal.DraftStart, c.r.Agency) {
		c.form.Fail("index", "您没有起草公开信息的职责，请由同事起草后填写索引号")
		return nil
	}
	var files []publication.Attachment
	for _, f := range c.r.Handed() {
		files = append(files, publication.Attachment{Name: f.Name, Type: f.Type, Size: f.Size, SHA256: f.Hash})
	}
	v, err := c.d.Office.Start(c.ctx, c.o.Actor, c.r.Agency, publication.Content{
		Title: c.r.Asked.Subject, IssuedOn: calendar.NoDay, Channels: publication.Website, Attachments: files,
	})
	if err == nil {
		c.To = "/desk/draft/" + number(v.ID) + "/edit"
		c.Notice = page.T(c.ctx, "已起草。公开后回到这件申请，填写索引号")
	}
	return err
}

// requestRefusals is which field of the desk's forms a refusal stands beside.
var requestRefusals = func() []page.Refusal {
	var list []page.Refusal
	for _, row := range []struct {
		Field string
		Errs  []error
	}{
		{"", []error{request.ErrEdition, request.ErrClarified, request.ErrClarifyLate, request.ErrClarifyOver, request.ErrChargeLate, request.ErrDelayTwice, request.ErrNotGot, request.ErrNotLapsed, request.ErrExtended, request.ErrExtendLate,
			request.ErrNoExtension, request.ErrUndoLate, request.ErrDelayEdition, request.ErrReasonsAsked, request.ErrFeeEdition, request.ErrFeeTwice,
			request.ErrLetter, request.ErrAsking, request.ErrToWeigh, request.ErrObjection, request.ErrSameOfficer, request.ErrNothingGiven, request.ErrNoParts,
			request.ErrNotSupplemented, request.ErrReasonsFirst, request.ErrEarlier, request.ErrEarlierCase, request.ErrNotPublic,
			request.ErrNotBack, request.ErrPublished, request.ErrReopened, request.ErrState, letter.ErrEdition, letter.ErrKind, letter.ErrHead}},
		{"letter", []error{request.ErrLetterEmpty, letter.ErrBlank, letter.ErrTitle, errPartyNumber}},
		{"on", []error{request.ErrDay, request.ErrConfirmed, request.ErrDelivered}},
		{"by", []error{request.ErrAnswerBy}},
		{"", []error{request.ErrAmendNothing, office.ErrSameOpen}},
		{"why", []error{request.ErrNote, request.ErrExtendReason, request.ErrWithdrawal}},
		{"words", []error{request.ErrText, request.ErrOpinionWords, request.ErrOrder}},
		{"items", []error{request.ErrClarifyItems}},
		{"days", []error{request.ErrClarifyDays, request.ErrExtendNone, request.ErrExtendDays, request.ErrDelayDays}},
		{"reasons", []error{request.ErrDelayReasons}},
		{"handler", []error{request.ErrHandler}},
		{"kind", []error{request.ErrKind}},
		{"party", []error{request.ErrParty}},
		{"name", []error{request.ErrPartyName, request.ErrPartyTwice}},
		{"about", []error{request.ErrPartyAbout}},
		{"email", []error{request.ErrEmail}},
		{"n", []error{request.ErrNoOpinion, request.ErrWeighed}},
		{"which", []error{request.ErrNoLetterOut}},
		{"basis", []error{request.ErrFeeBoth, request.ErrFeeZero, office.ErrFeeMoved, errBasis}},
		{"pages", []error{errPages}},
		{"receipt", []error{request.ErrReceipt}},
		{"yuan", []error{request.ErrRefund}},
		{"route", []error{request.ErrDelivery}},
		{"proof", []error{request.ErrProof, request.ErrNoEmail, request.ErrNoFax}},
		{"files", []error{request.ErrOriginal}},
		{"", []error{request.ErrNoOriginal, request.ErrNoBox, request.ErrBoxes, request.ErrBoxGround, errRedacting, errRedactionsFull,
			redact.ErrKind, redact.ErrEncrypted, redact.ErrBroken, redact.ErrLarge, redact.ErrPages, redact.ErrPixels, redact.ErrSlow,
			redact.ErrBox, redact.ErrBoxes, redact.ErrLeft, redact.ErrProof}},
		{"left", []error{request.ErrBoxPlace}},
	} {
		for _, err := range row.Errs {
			list = append(list, page.Refusal{Err: err, Status: http.StatusUnprocessableEntity, Field: row.Field})
		}
	}
	return list
}()

// requestLine is a case in a list.
type requestLine struct {
	R      request.Request
	Agency string
	Ticked bool // chosen before, on the list one comes back to
	Due    due
	// Ordered is the day an order sets for the answer; None "" and On NoDay
	// where there is none.
	Ordered due
}

// lineOf is a row with the days the case itself knows.
func (d *Desk) lineOf(r request.Request, agencies names) requestLine {
	return requestLine{R: r, Agency: agencies.of(r.Agency), Due: d.requestDue(r), Ordered: d.orderedDue(r.State, r.OrderedOn())}
}

// orderedDue is the day an order sets for the answer, while it is to be watched.
func (d *Desk) orderedDue(s request.State, by calendar.Day) due {
	if s == request.Closed {
		by = calendar.NoDay
	}
	return d.dueFrom(by, false, "")
}

// withOrders puts to rows that were read without their dossiers the days orders
// set for their answers.
func (d *Desk) withOrders(ctx context.Context, lists ...[]requestLine) error {
	var ids []request.ID
	for _, list := range lists {
		for _, l := range list {
			ids = append(ids, l.R.ID)
		}
	}
	days, err := d.Office.Store.OrderedDays(ctx, ids)
	for _, list := range lists {
		for i, l := range list {
			if by, ok := days[l.R.ID]; ok {
				list[i].Ordered = d.orderedDue(l.R.State, by)
			}
		}
	}
	return err
}

// first is the day to watch: the earlier of the two; NoDay for none.
func (l requestLine) first() calendar.Day {
	if l.Due.On == calendar.NoDay || l.Ordered.On != calendar.NoDay && l.Ordered.On < l.Due.On {
		return l.Ordered.On
	}
	return l.Due.On
}

// requestNote is the words of an entry about a case; where the record keeps a
// code, its meaning.
func requestNote(e journal.Entry, agencies names, who func(string) string) string {
	switch e.Act {
	case journal.RequestAssign:
		return who(e.Note)
	case journal.RequestMove:
		from, to, _ := strings.Cut(e.Note, " → ")
		if _, ok := agencies[agency.Code(to)]; ok {
			return agencies.of(agency.Code(from)) + " → " + agencies.of(agency.Code(to))
		}
		return who(from) + " → " + who(to)
	}
	return e.Note
}

// leadWords says why the agency's own day is earlier than the lawful one, or than
// the ordered one where that comes first.
func leadWords(ctx context.Context, early int, ordered bool) string {
	switch {
	case early == 0 && ordered:
		return page.T(ctx, "与责令期限相同")
	case early == 0:
		return page.T(ctx, "与法定期限相同")
	case ordered:
		return page.Tf(ctx, "比责令期限早 %d 个工作日，留给审核、签发和送达", early)
	}
	return page.Tf(ctx, "比法定期限早 %d 个工作日，留给审核、签发和送达", early)
}

// hinted sets a line of explanation under something.
func hinted(what templ.Component, words string) templ.Component { return hintedView(what, words) }
